# Dashboard and alarms.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  jar           = "tests/fixture.jar"
  auth_endpoint = "auth.example.com"
  edge_endpoint = "https://bridge.example.com:9443"
  client_id     = "cloudfront"
  client_secret = "not-a-secret"
  distributions = { E1Z5N5X273TPT1 = { domain = "d111111abcdef8.cloudfront.net" } }
}

run "alarms_tell_whom_they_are_to" {
  command = apply

  variables {
    alarm_actions = ["arn:aws:sns:us-east-1:123456789012:on-call"]
    sources       = ["s3", "kinesis"]
  }

  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.threshold)) == toset([
      "oldest-undelivered", "oldest-unread-s3", "oldest-unread-kinesis", "kinesis-retention", "kpu-limit", "cpu"
    ])
    error_message = "Expected an alarm for each gauge."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.growth)) == toset(["dead-letters", "checkpoints", "restarts"])
    error_message = "Expected an alarm for each count that must not grow."
  }

  assert {
    condition = alltrue([
      for alarm in concat(values(aws_cloudwatch_metric_alarm.threshold), values(aws_cloudwatch_metric_alarm.growth), values(aws_cloudwatch_metric_alarm.no_data), aws_cloudwatch_metric_alarm.imbalance) :
      contains(alarm.alarm_actions, "arn:aws:sns:us-east-1:123456789012:on-call") && length(alarm.alarm_description) > 80 && length(alarm.alarm_description) <= 1024 && startswith(alarm.alarm_name, "cequence-cf-passive-bridge-")
    ])
    error_message = "Expected every alarm to tell on-call what to do."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.threshold["oldest-unread-s3"].dimensions == tomap({ Application = "cequence-cf-passive-bridge", source = "s3" })
    error_message = "Expected lag by source."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.threshold["kpu-limit"].threshold == 51
    error_message = "Expected four fifths of 64 KPUs."
  }
}

run "no_data_is_weighed_against_cloudfronts_requests" {
  command = apply

  variables {
    no_data_minutes = 30
  }

  assert {
    condition = anytrue([
      for query in aws_cloudwatch_metric_alarm.no_data["s3"].metric_query :
      query.expression == "IF((FILL(requests0, 0)) > 0 AND (FILL(age, -1) < 0 OR FILL(age, -1) > 1800), 1, 0)"
    ])
    error_message = "Expected an alarm while there are requests and the newest arrival is older than half an hour."
  }

  assert {
    condition = anytrue([
      for query in aws_cloudwatch_metric_alarm.no_data["s3"].metric_query :
      query.id == "requests0" && one(query.metric[*].namespace) == "AWS/CloudFront" && one(query.metric[*].dimensions) == tomap({ DistributionId = "E1Z5N5X273TPT1", Region = "Global" })
    ])
    error_message = "Expected the requests of the distribution."
  }
}

run "an_alarm_sees_ten_metrics_at_most" {
  command = apply

  variables {
    distributions = { for i in range(12) : "E1Z5N5X273TP${10 + i}" => { domain = "d${i}.cloudfront.net" } }
  }

  assert {
    condition     = length([for query in aws_cloudwatch_metric_alarm.no_data["s3"].metric_query : query if length(query.metric) > 0]) == 10
    error_message = "Expected the age and the requests of nine distributions."
  }
}

run "elsewhere_cloudfronts_requests_are_not_seen" {
  command = apply

  variables {
    region = "eu-west-1"
  }

  assert {
    condition     = length([for query in aws_cloudwatch_metric_alarm.no_data["s3"].metric_query : query if length(query.metric) > 0]) == 1 && strcontains(aws_cloudwatch_metric_alarm.no_data["s3"].alarm_description, "not seen from here")
    error_message = "Expected an alarm on the age alone that says so."
  }
}

run "the_dashboard_fills_rows_of_three" {
  command = apply

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets) == 13
    error_message = "Expected a heading and twelve charts."
  }

  assert {
    condition     = alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : widget.x + widget.width <= 24])
    error_message = "Expected 24 columns."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets[5].properties.metrics == [["AWS/KinesisAnalytics", "oldestUndeliveredAge", "Application", "cequence-cf-passive-bridge"]]
    error_message = "Expected a metric with its dimension."
  }

  assert {
    condition     = jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets[1].properties.region == "us-east-1"
    error_message = "Expected CloudFront's metrics from us-east-1."
  }
}

run "can_be_left_out" {
  command = apply

  variables {
    monitoring = false
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.threshold) + length(aws_cloudwatch_metric_alarm.growth) + length(aws_cloudwatch_metric_alarm.no_data) + length(aws_cloudwatch_metric_alarm.imbalance) + length(aws_cloudwatch_dashboard.this) == 0
    error_message = "Expected nothing of it."
  }
}

run "refuses_wrong_variables" {
  command = plan

  variables {
    alarm_actions              = ["on-call"]
    no_data_minutes            = 4
    oldest_unread_seconds      = 59
    oldest_undelivered_seconds = 59
    kpu_limit                  = 1
  }

  expect_failures = [
    var.alarm_actions,
    var.no_data_minutes,
    var.oldest_unread_seconds,
    var.oldest_undelivered_seconds,
    var.kpu_limit,
  ]
}
