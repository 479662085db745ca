# Answers of the account in which every test runs.
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
  defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:mock" }
}

mock_resource "aws_cloudwatch_log_stream" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:mock:log-stream:mock" }
}

mock_resource "aws_cloudwatch_log_delivery_destination" {
  defaults = { arn = "arn:aws:logs:us-east-1:123456789012:delivery-destination:mock" }
}

mock_resource "aws_kinesis_stream" {
  defaults = { arn = "arn:aws:kinesis:us-east-1:123456789012:stream/mock" }
}

mock_resource "aws_cloudfront_realtime_log_config" {
  defaults = { arn = "arn:aws:cloudfront::123456789012:realtime-log-config/mock" }
}

mock_resource "aws_secretsmanager_secret" {
  defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mock" }
}

override_resource {
  target = aws_s3_bucket.logs
  values = { arn = "arn:aws:s3:::logs" }
}

override_resource {
  target = aws_s3_bucket.code
  values = { arn = "arn:aws:s3:::code" }
}

override_resource {
  target = aws_sqs_queue.logs
  values = { arn = "arn:aws:sqs:us-east-1:123456789012:logs", url = "https://sqs.us-east-1.amazonaws.com/123456789012/logs" }
}

override_resource {
  target = aws_sqs_queue.dead
  values = { arn = "arn:aws:sqs:us-east-1:123456789012:dead", url = "https://sqs.us-east-1.amazonaws.com/123456789012/dead" }
}
