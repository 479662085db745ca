# The application: its defaults, every setting, every switch.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  jar           = "tests/fixture.jar"
  auth_endpoint = "auth.example.com"
  edge_endpoint = "https://bridge.example.com:9443"
  client_id     = "cloudfront"
  client_secret = "not-a-secret"
}

run "defaults" {
  command = apply

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.name == "cequence-cf-passive-bridge" && aws_kinesisanalyticsv2_application.this.runtime_environment == "FLINK-2_2"
    error_message = "Expected cequence-cf-passive-bridge on FLINK-2_2."
  }

  assert {
    condition     = aws_cloudwatch_log_group.application.retention_in_days == 1
    error_message = "Expected a day of log retention."
  }

  assert {
    condition     = aws_s3_bucket.logs.bucket == "cequence-cf-passive-bridge-logs-123456789012" && !aws_s3_bucket.logs.force_destroy
    error_message = "Expected a log bucket named cequence-cf-passive-… that is not destroyed with objects in it."
  }

  assert {
    condition     = aws_s3_object.jar.key == "cloudfront-bridge-${filesha256("tests/fixture.jar")}.jar" && aws_s3_bucket_versioning.code.versioning_configuration[0].status == "Enabled"
    error_message = "Expected a content-hashed jar in a versioned bucket."
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.application_configuration[0].application_snapshot_configuration[0].snapshots_enabled
    error_message = "Expected snapshots."
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.start_application == null && length(aws_kinesisanalyticsv2_application.this.application_configuration[0].run_configuration) == 0
    error_message = "Expected starting and stopping to be left to the scripts, and no run configuration that would differ before the first start."
  }

  assert {
    condition = (
      aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].checkpoint_configuration[0].checkpoint_interval == 60000
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].checkpoint_configuration[0].min_pause_between_checkpoints == 5000
    )
    error_message = "Expected a checkpoint every 60 s with 5 s between two."
  }

  assert {
    condition = (
      aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].parallelism_configuration[0].parallelism == 1
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].parallelism_configuration[0].auto_scaling_enabled
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].monitoring_configuration[0].log_level == "INFO"
    )
    error_message = "Expected one subtask, autoscaling and level INFO."
  }

  assert {
    condition = local.property_groups == tomap({
      source      = tomap({ "type" = "s3", "s3.paths" = "s3://cequence-cf-passive-bridge-logs-123456789012/logs/", "s3.discovery" = "listing" })
      bridge      = tomap({ "auth-endpoint" = "auth.example.com", "edge-endpoint" = "https://bridge.example.com:9443", "client-id" = "cloudfront", "client-secret-arn" = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mock" })
      dead-letter = tomap({ "path" = "s3://cequence-cf-passive-bridge-logs-123456789012/dead-letters/" })
      logging     = tomap({ "level" = "info" })
    })
    error_message = "Expected the properties that follow from the resources, and the application's own defaults for the rest."
  }

  assert {
    condition     = length(aws_kinesisanalyticsv2_application.this.application_configuration[0].vpc_configuration) == 0
    error_message = "Expected no VPC."
  }

  assert {
    condition     = aws_secretsmanager_secret_version.client[0].secret_string == null && aws_secretsmanager_secret_version.client[0].secret_string_wo_version == 1
    error_message = "Expected the secret through the write-only argument alone."
  }
}

run "every_setting_reaches_the_job" {
  command = apply

  variables {
    sources         = ["s3", "kinesis"]
    discovery       = "sqs"
    kinesis_reader  = "efo"
    realtime_fields = ["timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem"]
    distributions   = { E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net" } }
    log_level       = "debug"
    report_interval = "0 s"
    bridge          = { request_timeout = "20 s", max_in_flight = 4, gzip = true, ca_pem = "not a certificate" }
    dedup           = { enabled = true, ttl = "3 h", heap = "256 MB" }
    window          = { size = "2 s", max_transactions = 100, max_bytes = "500 kB" }
    filter = {
      static_extensions = ["png", "js"]
      excluded_paths    = ["/health", "/metrics/**"]
      redact_query      = ["token"]
      redact_cookies    = ["session", "auth"]
      redact_headers    = ["authorization"]
    }
    source_settings = {
      s3_mode                     = "continuous"
      s3_discovery_interval       = "30 s"
      s3_lookback                 = "30 h"
      s3_from                     = "2026-11-24T00:00:00Z"
      s3_to                       = "2026-11-25T00:00:00Z"
      s3_fields                   = ["date", "time"]
      s3_delimiter                = "\\t"
      s3_endpoint                 = "https://s3.example.com"
      s3_max_line_size            = "2 MB"
      s3_max_object_size          = "1 GB"
      kinesis_initial_position    = "AT_TIMESTAMP"
      kinesis_initial_timestamp   = "2026-11-24T00:00:00Z"
      kinesis_on_expired_position = "fail"
      kinesis_endpoint            = "https://kinesis.example.com"
    }
  }

  assert {
    condition = local.property_groups["source"] == tomap({
      "type"                        = "s3,kinesis"
      "s3.paths"                    = "s3://cequence-cf-passive-bridge-logs-123456789012/logs/"
      "s3.mode"                     = "continuous"
      "s3.discovery"                = "sqs"
      "s3.discovery-interval"       = "30 s"
      "s3.lookback"                 = "30 h"
      "s3.queue-url"                = "https://sqs.us-east-1.amazonaws.com/123456789012/logs"
      "s3.from"                     = "2026-11-24T00:00:00Z"
      "s3.to"                       = "2026-11-25T00:00:00Z"
      "s3.fields"                   = "date,time"
      "s3.delimiter"                = "\\t"
      "s3.endpoint"                 = "https://s3.example.com"
      "s3.max-line-size"            = "2 MB"
      "s3.max-object-size"          = "1 GB"
      "kinesis.stream-arns"         = "arn:aws:kinesis:us-east-1:123456789012:stream/mock"
      "kinesis.fields"              = "c-ip,cs-method,cs-uri-stem,sc-status,timestamp"
      "kinesis.initial-position"    = "AT_TIMESTAMP"
      "kinesis.initial-timestamp"   = "2026-11-24T00:00:00Z"
      "kinesis.reader"              = "efo"
      "kinesis.consumer-name"       = "cequence-cf-passive-bridge"
      "kinesis.on-expired-position" = "fail"
      "kinesis.endpoint"            = "https://kinesis.example.com"
      "distributions"               = "d111111abcdef8.cloudfront.net=E1Z5N5X273TPT1"
    })
    error_message = "Expected every setting of the sources."
  }

  assert {
    condition = local.property_groups["filter"] == tomap({
      "static-extensions" = "png,js"
      "excluded-paths"    = "/health,/metrics/**"
      "redact-query"      = "token"
      "redact-cookies"    = "session,auth"
      "redact-headers"    = "authorization"
    })
    error_message = "Expected every setting of the filter."
  }

  assert {
    condition     = local.property_groups["dedup"] == tomap({ "enabled" = "true", "ttl" = "3 h", "heap" = "256 MB" })
    error_message = "Expected every setting of the deduplication."
  }

  assert {
    condition     = local.property_groups["window"] == tomap({ "size" = "2 s", "max-transactions" = "100", "max-bytes" = "500 kB" })
    error_message = "Expected every setting of the window."
  }

  assert {
    condition = alltrue([
      for key, value in {
        "request-timeout" = "20 s", "max-in-flight" = "4", "gzip" = "true",
        "tls.ca-file"     = "s3://cequence-cf-passive-bridge-code-123456789012/bridge-ca-${sha256("not a certificate")}.pem"
      } : local.property_groups["bridge"][key] == value
    ])
    error_message = "Expected every setting of the Bridge."
  }

  assert {
    condition     = local.property_groups["logging"] == tomap({ "level" = "debug", "report-interval" = "0 s" })
    error_message = "Expected every setting of the log."
  }

  assert {
    condition = toset([
      for group in one(aws_kinesisanalyticsv2_application.this.application_configuration[0].environment_properties).property_group :
      group.property_group_id
    ]) == toset(["source", "filter", "dedup", "window", "bridge", "dead-letter", "logging"])
    error_message = "Expected every group in the application."
  }
}

run "certificates_may_be_left_unchecked" {
  command = plan

  variables {
    bridge = { tls_verify = false }
  }

  assert {
    condition     = local.property_groups["bridge"]["tls.verify"] == "false"
    error_message = "Expected tls.verify=false."
  }
}

run "both_sources_remember_for_25_hours" {
  command = plan

  variables {
    sources = ["kinesis", "s3"]
  }

  assert {
    condition     = local.property_groups["dedup"] == tomap({ "ttl" = "25 h" }) && local.property_groups["source"]["type"] == "s3,kinesis"
    error_message = "Expected 25 h where both sources are read."
  }
}

run "every_switch_of_the_application" {
  command = plan

  variables {
    name                     = "second"
    runtime                  = "FLINK-2_3"
    start                    = true
    allow_non_restored_state = true
    parallelism              = 4
    parallelism_per_kpu      = 2
    autoscaling              = false
    checkpoint_interval_ms   = 30000
    checkpoint_min_pause_ms  = 1000
    metrics_level            = "TASK"
    log_level                = "debug"
    log_retention_days       = 30
    delete_data              = true
    vpc                      = { subnet_ids = ["subnet-1", "subnet-2"], security_group_ids = ["sg-1"] }
    tags                     = { team = "edge" }
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.name == "cequence-cf-passive-second" && aws_kinesisanalyticsv2_application.this.runtime_environment == "FLINK-2_3" && aws_kinesisanalyticsv2_application.this.start_application
    error_message = "Expected name, runtime and start as given."
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.application_configuration[0].run_configuration[0].flink_run_configuration[0].allow_non_restored_state && aws_kinesisanalyticsv2_application.this.application_configuration[0].run_configuration[0].application_restore_configuration[0].application_restore_type == "RESTORE_FROM_LATEST_SNAPSHOT"
    error_message = "Expected the latest snapshot, without the state that nothing wants."
  }

  assert {
    condition = (
      aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].parallelism_configuration[0].parallelism == 4
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].parallelism_configuration[0].parallelism_per_kpu == 2
      && !aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].parallelism_configuration[0].auto_scaling_enabled
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].checkpoint_configuration[0].checkpoint_interval == 30000
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].checkpoint_configuration[0].min_pause_between_checkpoints == 1000
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].monitoring_configuration[0].metrics_level == "TASK"
      && aws_kinesisanalyticsv2_application.this.application_configuration[0].flink_application_configuration[0].monitoring_configuration[0].log_level == "DEBUG"
    )
    error_message = "Expected parallelism, checkpoints and monitoring as given."
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.application_configuration[0].vpc_configuration[0].subnet_ids == toset(["subnet-1", "subnet-2"])
    error_message = "Expected the application in the VPC."
  }

  assert {
    condition     = aws_s3_bucket.logs.force_destroy && aws_cloudwatch_log_group.application.retention_in_days == 30
    error_message = "Expected delete_data and log_retention_days to hold."
  }
}

run "terraform_may_stop_it" {
  command = plan

  variables {
    start = false
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.start_application == false && !aws_kinesisanalyticsv2_application.this.force_stop
    error_message = "Expected a stop with a snapshot."
  }
}

run "a_secret_made_elsewhere" {
  command = apply

  variables {
    client_secret     = null
    client_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:theirs"
  }

  assert {
    condition     = length(aws_secretsmanager_secret.client) == 0 && length(aws_secretsmanager_secret_version.client) == 0
    error_message = "Expected no secret of our own."
  }

  assert {
    condition     = local.property_groups["bridge"]["client-secret-arn"] == "arn:aws:secretsmanager:us-east-1:123456789012:secret:theirs"
    error_message = "Expected the given secret's ARN."
  }
}
