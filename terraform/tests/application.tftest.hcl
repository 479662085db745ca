mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/cequence-cf-passive-bridge" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::mock" }
  }
  mock_resource "aws_cloudwatch_log_stream" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s" }
  }
  mock_resource "aws_cloudwatch_log_delivery_destination" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:delivery-destination:CequenceCloudFront-bridge" }
  }
}

variables {
  jar               = "tests/fixture.jar"
  auth_endpoint     = "auth.example.com"
  edge_endpoint     = "https://bridge.example.com:9443"
  client_id         = "cloudfront"
  client_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:bridge"
}

run "no_distribution_delivers_nothing" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_log_delivery_destination.logs) == 0
    error_message = "Expected no destination without distributions."
  }

  assert {
    condition     = aws_kinesisanalyticsv2_application.this.runtime_environment == "FLINK-2_2"
    error_message = "Expected FLINK-2_2 by default."
  }

  assert {
    condition     = aws_cloudwatch_log_group.application.retention_in_days == 1
    error_message = "Expected a day of log retention by default."
  }
}

run "each_distribution_is_delivered_from_us_east_1" {
  command = apply

  variables {
    region = "eu-west-1"
    distributions = {
      E1Z5N5X273TPT1 = "d111111abcdef8.cloudfront.net"
      E2KG6TMBAL2PBU = "d222222abcdef8.cloudfront.net"
    }
  }

  assert {
    condition = alltrue([
      for source in aws_cloudwatch_log_delivery_source.this :
      source.region == "us-east-1" && startswith(source.name, "CequenceCloudFront-")
    ])
    error_message = "Expected every delivery source in us-east-1, named CequenceCloudFront-…"
  }

  assert {
    condition     = length(aws_cloudwatch_log_delivery.this) == 2
    error_message = "Expected one delivery a distribution."
  }

  assert {
    condition = contains(flatten([
      for group in aws_kinesisanalyticsv2_application.this.application_configuration[0].environment_properties[0].property_group :
      [for key, value in group.property_map : value if key == "distributions"]
    ]), "d111111abcdef8.cloudfront.net=E1Z5N5X273TPT1,d222222abcdef8.cloudfront.net=E2KG6TMBAL2PBU")
    error_message = "Expected the job to know the distributions' domains."
  }
}

run "further_settings_reach_the_job" {
  command = plan

  variables {
    settings = { window = { size = "2 s" }, source = { "s3.lookback" = "30 h" } }
  }

  assert {
    condition     = local.property_groups["window"]["size"] == "2 s" && local.property_groups["source"]["s3.lookback"] == "30 h" && local.property_groups["source"]["type"] == "s3"
    error_message = "Expected given settings beside those that follow from the resources."
  }
}

run "refuses_wrong_variables" {
  command = plan

  variables {
    edge_endpoint      = "bridge.example.com"
    client_secret_arn  = "hunter2"
    log_level          = "loud"
    log_retention_days = 2
    parallelism        = 0
    distributions      = { nonsense = "d111111abcdef8.cloudfront.net" }
    settings           = { bridge = { "client-secret" = "x" } }
  }

  expect_failures = [
    var.edge_endpoint,
    var.client_secret_arn,
    var.log_level,
    var.log_retention_days,
    var.parallelism,
    var.distributions,
    var.settings,
  ]
}
