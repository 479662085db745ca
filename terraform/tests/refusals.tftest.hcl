# Variables that are refused, each with what was expected instead.

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

run "wrong_values" {
  command = plan

  variables {
    region                      = "Frankfurt"
    name                        = "Bridge_1"
    sources                     = ["firehose"]
    log_format                  = "raw"
    queue_visibility_seconds    = 29
    queue_max_receives          = 2
    stream                      = { shard_count = 0, retention_hours = 24 }
    kinesis_reader              = "fast"
    realtime_fields             = ["timestamp"]
    realtime_sampling_percent   = 0
    object_expiration_days      = 1
    dead_letter_expiration_days = 0
    distributions               = { nonsense = { domain = "d111111abcdef8.cloudfront.net" } }
    auth_endpoint               = ""
    edge_endpoint               = "bridge.example.com"
    client_id                   = ""
    client_secret_arn           = "hunter2"
    client_secret_version       = 0
    client_secret_kms_key_arn   = "alias/mine"
    bridge                      = { ca_pem = "not a certificate", tls_verify = false }
    filter                      = { excluded_paths = ["/a,/b"] }
    dedup                       = { ttl = "soon" }
    window                      = { max_bytes = "1 lot" }
    jar                         = "tests/fixture.zip"
    runtime                     = "FLINK-1_20"
    parallelism                 = 257
    parallelism_per_kpu         = 9
    checkpoint_interval_ms      = 999
    vpc                         = { subnet_ids = [], security_group_ids = ["sg-1"] }
    log_level                   = "loud"
    report_interval             = "sometimes"
    log_retention_days          = 2
    metrics_level               = "ALL"
    source_settings             = { s3_mode = "once" }
  }

  expect_failures = [
    var.region, var.name, var.sources, var.log_format, var.queue_visibility_seconds,
    var.queue_max_receives, var.stream, var.kinesis_reader, var.realtime_fields, var.realtime_sampling_percent,
    var.object_expiration_days, var.dead_letter_expiration_days, var.distributions, var.auth_endpoint, var.edge_endpoint,
    var.client_id, var.client_secret_arn, var.client_secret_version, var.client_secret_kms_key_arn, var.bridge,
    var.filter, var.dedup, var.window, var.jar, var.runtime, var.parallelism, var.parallelism_per_kpu, var.checkpoint_interval_ms,
    var.vpc, var.log_level, var.report_interval, var.log_retention_days, var.metrics_level,
    var.source_settings,
  ]
}

run "wrong_discovery" {
  command = plan

  variables {
    discovery = "eventbridge"
  }

  expect_failures = [var.discovery]
}

run "a_folder_without_its_slash" {
  command = plan

  variables {
    additional_log_paths = ["s3://their-logs/cdn"]
  }

  expect_failures = [var.additional_log_paths]
}

run "no_source" {
  command = plan

  variables {
    sources = []
  }

  expect_failures = [var.sources]
}

run "no_secret" {
  command = plan

  variables {
    client_secret = null
  }

  expect_failures = [var.client_secret]
}

run "a_queue_for_a_source_that_is_not_read" {
  command = plan

  variables {
    sources   = ["kinesis"]
    discovery = "sqs"
  }

  expect_failures = [var.discovery]
}

run "folders_for_a_source_that_is_not_read" {
  command = plan

  variables {
    sources              = ["kinesis"]
    additional_log_paths = ["s3://their-logs/"]
  }

  expect_failures = [var.additional_log_paths]
}

run "a_domain_that_is_none" {
  command = plan

  variables {
    distributions = { E1Z5N5X273TPT1 = { domain = "https://d111111abcdef8.cloudfront.net" } }
  }

  expect_failures = [var.distributions]
}

run "a_delivery_source_that_is_none" {
  command = plan

  variables {
    distributions = { E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net", delivery_source = "a b" } }
  }

  expect_failures = [var.distributions]
}

run "a_timestamp_without_its_position" {
  command = plan

  variables {
    source_settings = { kinesis_initial_timestamp = "2026-11-24T00:00:00Z" }
  }

  expect_failures = [var.source_settings]
}

run "a_position_without_its_timestamp" {
  command = plan

  variables {
    source_settings = { kinesis_initial_position = "AT_TIMESTAMP" }
  }

  expect_failures = [var.source_settings]
}

run "a_pause_longer_than_the_interval" {
  command = plan

  variables {
    checkpoint_interval_ms  = 10000
    checkpoint_min_pause_ms = 10001
  }

  expect_failures = [var.checkpoint_min_pause_ms]
}

run "boundaries_are_accepted" {
  command = plan

  variables {
    name                      = "abcdefghij0123456789"
    queue_visibility_seconds  = 30
    queue_max_receives        = 3
    stream                    = { shard_count = 1, retention_hours = 8760 }
    realtime_sampling_percent = 1
    object_expiration_days    = 2
    parallelism               = 256
    parallelism_per_kpu       = 8
    checkpoint_interval_ms    = 1000
    checkpoint_min_pause_ms   = 1000
    log_retention_days        = 365
  }

  assert {
    condition     = aws_s3_bucket.code.bucket == "cequence-cf-passive-abcdefghij0123456789-code-123456789012" && length(aws_s3_bucket.code.bucket) <= 63
    error_message = "Expected the longest name to fit into a bucket's."
  }
}
