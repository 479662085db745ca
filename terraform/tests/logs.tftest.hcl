# Sources, distributions, and how their logs arrive.

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

run "no_distribution_delivers_nothing" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_log_delivery_source.this) + length(aws_cloudwatch_log_delivery_destination.this) + length(aws_cloudwatch_log_delivery.this) == 0
    error_message = "Expected no delivery without distributions."
  }
}

run "one_distribution" {
  command = apply

  variables {
    distributions = { E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net" } }
  }

  assert {
    condition     = aws_cloudwatch_log_delivery_source.this["E1Z5N5X273TPT1"].name == "CequenceCloudFront-E1Z5N5X273TPT1" && aws_cloudwatch_log_delivery_source.this["E1Z5N5X273TPT1"].log_type == "ACCESS_LOGS" && aws_cloudwatch_log_delivery_source.this["E1Z5N5X273TPT1"].resource_arn == "arn:aws:cloudfront::123456789012:distribution/E1Z5N5X273TPT1"
    error_message = "Expected the distribution's access logs as a source."
  }

  assert {
    condition     = aws_cloudwatch_log_delivery_destination.this["E1Z5N5X273TPT1"].delivery_destination_configuration[0].destination_resource_arn == "arn:aws:s3:::logs/logs" && aws_cloudwatch_log_delivery_destination.this["E1Z5N5X273TPT1"].output_format == "json"
    error_message = "Expected JSON below the log prefix."
  }

  assert {
    condition     = aws_cloudwatch_log_delivery.this["E1Z5N5X273TPT1"].s3_delivery_configuration[0].suffix_path == "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}"
    error_message = "Expected a path by distribution and hour."
  }

  assert {
    condition = length(setsubtract([
      "timestamp(ms)", "date", "time", "x-edge-request-id", "c-ip", "c-port", "cs-protocol", "cs-protocol-version", "cs-method",
      "x-host-header", "cs(Host)", "cs-uri-stem", "cs-uri-query", "cs(User-Agent)", "cs(Referer)", "cs(Cookie)", "x-forwarded-for",
      "sc-status", "sc-content-type", "sc-content-len", "sc-range-start", "sc-range-end", "DistributionId",
    ], aws_cloudwatch_log_delivery.this["E1Z5N5X273TPT1"].record_fields)) == 0
    error_message = "Expected every field that a transaction is made of."
  }

  assert {
    condition     = length(aws_cloudwatch_log_delivery.this["E1Z5N5X273TPT1"].record_fields) == length(distinct(aws_cloudwatch_log_delivery.this["E1Z5N5X273TPT1"].record_fields))
    error_message = "Expected each field once."
  }
}

run "many_distributions_are_delivered_from_us_east_1_without_a_shared_destination" {
  command = apply

  variables {
    region     = "eu-west-1"
    log_format = "w3c"
    distributions = {
      E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net" }
      E2KG6TMBAL2PBU = { domain = "d222222abcdef8.cloudfront.net" }
      E3ABCDEFGHIJKL = { domain = "d333333abcdef8.cloudfront.net" }
    }
  }

  assert {
    condition = alltrue([
      for region in concat(
        values(aws_cloudwatch_log_delivery_source.this)[*].region,
        values(aws_cloudwatch_log_delivery_destination.this)[*].region,
        values(aws_cloudwatch_log_delivery.this)[*].region,
      ) : region == "us-east-1"
    ])
    error_message = "Expected log delivery in us-east-1 whatever the provider's region."
  }

  assert {
    condition     = length(aws_cloudwatch_log_delivery.this) == 3 && length(distinct(values(aws_cloudwatch_log_delivery_destination.this)[*].name)) == 3
    error_message = "Expected a delivery and a destination for each distribution."
  }

  assert {
    condition     = alltrue([for destination in aws_cloudwatch_log_delivery_destination.this : startswith(destination.name, "CequenceCloudFront-") && destination.output_format == "w3c"])
    error_message = "Expected destinations named CequenceCloudFront-… in the format given."
  }

  assert {
    condition     = local.property_groups["source"]["distributions"] == "d111111abcdef8.cloudfront.net=E1Z5N5X273TPT1,d222222abcdef8.cloudfront.net=E2KG6TMBAL2PBU,d333333abcdef8.cloudfront.net=E3ABCDEFGHIJKL"
    error_message = "Expected the job to know the distributions' domains."
  }
}

run "a_source_of_another_owner_is_used_and_not_replaced" {
  command = apply

  variables {
    distributions = {
      E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net", delivery_source = "CreatedByCloudFront-1" }
      E2KG6TMBAL2PBU = { domain = "d222222abcdef8.cloudfront.net", deliver = false }
    }
    additional_log_paths = ["s3://their-logs/cdn/"]
  }

  assert {
    condition     = length(aws_cloudwatch_log_delivery_source.this) == 0 && keys(aws_cloudwatch_log_delivery.this) == ["E1Z5N5X273TPT1"]
    error_message = "Expected no source of our own, and no delivery where one is there."
  }

  assert {
    condition     = aws_cloudwatch_log_delivery.this["E1Z5N5X273TPT1"].delivery_source_name == "CreatedByCloudFront-1"
    error_message = "Expected a delivery from their source."
  }

  assert {
    condition = contains(flatten([
      for condition in data.aws_iam_policy_document.log_bucket.statement[0].condition : condition.values if condition.variable == "aws:SourceArn"
    ]), "arn:aws:logs:us-east-1:123456789012:delivery-source:CreatedByCloudFront-1")
    error_message = "Expected the bucket to accept what their source delivers."
  }

  assert {
    condition     = local.property_groups["source"]["s3.paths"] == "s3://cequence-cf-passive-bridge-logs-123456789012/logs/,s3://their-logs/cdn/"
    error_message = "Expected their folder to be read as well."
  }
}

run "the_log_bucket_is_private_encrypted_and_expires" {
  command = apply

  variables {
    object_expiration_days      = 14
    dead_letter_expiration_days = 90
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.logs.block_public_acls && aws_s3_bucket_public_access_block.logs.block_public_policy && aws_s3_bucket_public_access_block.logs.ignore_public_acls && aws_s3_bucket_public_access_block.logs.restrict_public_buckets
    error_message = "Expected a private bucket."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.logs.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "Expected encryption."
  }

  assert {
    condition = [
      for rule in aws_s3_bucket_lifecycle_configuration.logs.rule : "${rule.filter[0].prefix}=${rule.expiration[0].days}" if length(rule.expiration) > 0
    ] == ["logs/=14", "dead-letters/=90"]
    error_message = "Expected logs and dead letters to expire as given."
  }
}

run "dead_letters_are_kept_by_default" {
  command = plan

  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.logs.rule : rule.id] == ["expire-logs", "abort-uploads"]
    error_message = "Expected dead letters to be kept."
  }
}

run "standard_logs_alone" {
  command = plan

  assert {
    condition     = length(aws_kinesis_stream.logs) + length(aws_cloudfront_realtime_log_config.this) + length(aws_iam_role.realtime) + length(aws_sqs_queue.logs) + length(aws_sqs_queue.dead) + length(aws_s3_bucket_notification.logs) == 0
    error_message = "Expected neither stream nor queue."
  }
}

run "standard_logs_by_queue" {
  command = apply

  variables {
    discovery = "sqs"
  }

  assert {
    condition     = aws_s3_bucket_notification.logs[0].queue[0].filter_prefix == "logs/" && aws_s3_bucket_notification.logs[0].queue[0].queue_arn == "arn:aws:sqs:us-east-1:123456789012:logs"
    error_message = "Expected notifications of logs, not of dead letters."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.logs[0].redrive_policy) == { deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:dead", maxReceiveCount = 10 }
    error_message = "Expected a dead-letter queue."
  }

  assert {
    condition     = local.property_groups["source"]["s3.discovery"] == "sqs" && local.property_groups["source"]["s3.queue-url"] == "https://sqs.us-east-1.amazonaws.com/123456789012/logs"
    error_message = "Expected the job to read the queue."
  }

  assert {
    condition     = output.queue_url == "https://sqs.us-east-1.amazonaws.com/123456789012/logs" && output.dead_queue_url == "https://sqs.us-east-1.amazonaws.com/123456789012/dead"
    error_message = "Expected the scripts to know the queues."
  }
}

run "real_time_logs_alone" {
  command = apply

  variables {
    sources       = ["kinesis"]
    distributions = { E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net" } }
  }

  assert {
    condition     = length(aws_cloudwatch_log_delivery.this) == 0 && length(aws_cloudwatch_log_delivery_source.this) == 0
    error_message = "Expected no standard logs."
  }

  assert {
    condition     = aws_kinesis_stream.logs[0].stream_mode_details[0].stream_mode == "ON_DEMAND" && aws_kinesis_stream.logs[0].encryption_type == "KMS" && aws_kinesis_stream.logs[0].retention_period == 24
    error_message = "Expected an encrypted on-demand stream that keeps a day."
  }

  assert {
    condition     = aws_cloudfront_realtime_log_config.this[0].sampling_rate == 100 && toset(split(",", local.property_groups["source"]["kinesis.fields"])) == aws_cloudfront_realtime_log_config.this[0].fields
    error_message = "Expected the job to know exactly the fields that CloudFront writes."
  }

  assert {
    condition     = local.property_groups["source"]["type"] == "kinesis" && !contains(keys(local.property_groups["source"]), "s3.paths") && !contains(keys(local.property_groups["source"]), "s3.discovery")
    error_message = "Expected no setting of a source that is not read."
  }

  assert {
    condition     = output.realtime_log_config_arn == "arn:aws:cloudfront::123456789012:realtime-log-config/mock" && output.stream_name == "cequence-cf-passive-bridge-logs"
    error_message = "Expected the scripts to know stream and configuration."
  }
}

run "a_provisioned_stream" {
  command = plan

  variables {
    sources                   = ["kinesis"]
    stream                    = { shard_count = 3, retention_hours = 48 }
    realtime_sampling_percent = 10
  }

  assert {
    condition     = aws_kinesis_stream.logs[0].stream_mode_details[0].stream_mode == "PROVISIONED" && aws_kinesis_stream.logs[0].shard_count == 3 && aws_kinesis_stream.logs[0].retention_period == 48 && aws_cloudfront_realtime_log_config.this[0].sampling_rate == 10
    error_message = "Expected shards, retention and sampling as given."
  }
}
