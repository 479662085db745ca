data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name      = "cequence-cf-passive-${var.name}"
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  reads_s3      = contains(var.sources, "s3")
  reads_kinesis = contains(var.sources, "kinesis")
  by_queue      = local.reads_s3 && var.discovery == "sqs"

  log_prefix         = "logs/"
  dead_letter_prefix = "dead-letters/"
  ledger_prefix      = "ledger/"
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

# The key holds the content's hash: other bytes are another key, and only that updates the application.
resource "aws_s3_object" "jar" {
  bucket      = aws_s3_bucket.code.id
  key         = "cloudfront-bridge-${filesha256(var.jar)}.jar"
  source      = var.jar
  source_hash = filesha256(var.jar)

  depends_on = [aws_s3_bucket_versioning.code]
}

resource "aws_s3_object" "ca" {
  count = var.bridge.ca_pem == null ? 0 : 1

  bucket  = aws_s3_bucket.code.id
  key     = "bridge-ca-${sha256(var.bridge.ca_pem)}.pem"
  content = var.bridge.ca_pem

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
  force_stop             = false # a stop takes a snapshot

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
          property_map      = property_group.value
        }
      }
    }

    flink_application_configuration {
      checkpoint_configuration {
        configuration_type            = "CUSTOM"
        checkpointing_enabled         = true
        checkpoint_interval           = var.checkpoint_interval_ms
        min_pause_between_checkpoints = var.checkpoint_min_pause_ms
      }

      monitoring_configuration {
        configuration_type = "CUSTOM"
        log_level          = upper(var.log_level)
        metrics_level      = var.metrics_level
      }

      parallelism_configuration {
        configuration_type   = "CUSTOM"
        parallelism          = var.parallelism
        parallelism_per_kpu  = var.parallelism_per_kpu
        auto_scaling_enabled = var.autoscaling
      }
    }

    # Left out unless asked for: the service's default is what we want (the latest snapshot, and all of it), and it reports
    # nothing here before the first start, which would make every plan differ.
    dynamic "run_configuration" {
      for_each = var.allow_non_restored_state ? [true] : []

      content {
        application_restore_configuration {
          application_restore_type = "RESTORE_FROM_LATEST_SNAPSHOT"
        }

        flink_run_configuration {
          allow_non_restored_state = true
        }
      }
    }

    dynamic "vpc_configuration" {
      for_each = var.vpc == null ? [] : [var.vpc]

      content {
        subnet_ids         = vpc_configuration.value.subnet_ids
        security_group_ids = vpc_configuration.value.security_group_ids
      }
    }
  }

  cloudwatch_logging_options {
    log_stream_arn = aws_cloudwatch_log_stream.application.arn
  }

  # The service checks at once that the role may do what the application is created with.
  depends_on = [aws_iam_role_policy.execution]
}
