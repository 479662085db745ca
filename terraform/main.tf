data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name      = "cequence-cf-passive-${var.name}"
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  log_prefix         = "logs/"
  dead_letter_prefix = "dead-letters/"

  # What docs/configuration.md calls required, and what follows from the resources here; var.settings adds to it.
  settings = {
    source = {
      "type"          = "s3"
      "s3.paths"      = "s3://${aws_s3_bucket.logs.bucket}/${local.log_prefix}"
      "distributions" = join(",", [for id, domain in var.distributions : "${domain}=${id}"])
    }
    bridge = {
      "auth-endpoint"     = var.auth_endpoint
      "edge-endpoint"     = var.edge_endpoint
      "client-id"         = var.client_id
      "client-secret-arn" = var.client_secret_arn
    }
    dead-letter = {
      "path" = "s3://${aws_s3_bucket.logs.bucket}/${local.dead_letter_prefix}"
    }
    logging = {
      "level" = var.log_level
    }
  }
  property_groups = {
    for group in distinct(concat(keys(local.settings), keys(var.settings))) :
    group => merge(lookup(local.settings, group, {}), lookup(var.settings, group, {}))
  }
}

# --- Code -------------------------------------------------------------------------------------------------------------------

resource "aws_s3_bucket" "code" {
  bucket        = "${local.name}-code-${local.account}"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "code" {
  bucket = aws_s3_bucket.code.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "code" {
  bucket                  = aws_s3_bucket.code.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_object" "jar" {
  bucket      = aws_s3_bucket.code.id
  key         = "cloudfront-bridge-${filesha256(var.jar)}.jar"
  source      = var.jar
  source_hash = filesha256(var.jar)

  depends_on = [aws_s3_bucket_versioning.code]
}

# --- Application ------------------------------------------------------------------------------------------------------------

resource "aws_cloudwatch_log_group" "application" {
  name              = "/aws/kinesis-analytics/${local.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_stream" "application" {
  name           = "application"
  log_group_name = aws_cloudwatch_log_group.application.name
}

resource "aws_kinesisanalyticsv2_application" "this" {
  name                   = local.name
  description            = "CloudFront access logs to the Cequence Bridge"
  runtime_environment    = var.runtime
  service_execution_role = aws_iam_role.execution.arn
  start_application      = var.start
  force_stop             = false

  application_configuration {
    application_code_configuration {
      code_content_type = "ZIPFILE"

      code_content {
        s3_content_location {
          bucket_arn = aws_s3_bucket.code.arn
          file_key   = aws_s3_object.jar.key
        }
      }
    }

    application_snapshot_configuration {
      snapshots_enabled = true
    }

    environment_properties {
      dynamic "property_group" {
        for_each = local.property_groups

        content {
          property_group_id = property_group.key
          property_map      = { for key, value in property_group.value : key => value if value != "" }
        }
      }
    }

    flink_application_configuration {
      checkpoint_configuration {
        configuration_type            = "CUSTOM"
        checkpointing_enabled         = true
        checkpoint_interval           = 60000
        min_pause_between_checkpoints = 5000
      }

      monitoring_configuration {
        configuration_type = "CUSTOM"
        log_level          = upper(var.log_level)
        metrics_level      = "APPLICATION"
      }

      parallelism_configuration {
        configuration_type   = "CUSTOM"
        parallelism          = var.parallelism
        parallelism_per_kpu  = 1
        auto_scaling_enabled = var.autoscaling
      }
    }

    run_configuration {
      application_restore_configuration {
        application_restore_type = "RESTORE_FROM_LATEST_SNAPSHOT"
      }
    }
  }

  cloudwatch_logging_options {
    log_stream_arn = aws_cloudwatch_log_stream.application.arn
  }
}
