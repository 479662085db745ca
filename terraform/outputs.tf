# What the scripts and an operator ask for.

output "region" {
  description = "Region of the application, the bucket and the stream."
  value       = var.region
}

output "sources" {
  description = "What the application reads."
  value       = [for source in ["s3", "kinesis"] : source if contains(var.sources, source)]
}

output "application_name" {
  description = "The managed Flink application."
  value       = aws_kinesisanalyticsv2_application.this.name
}

output "log_group" {
  description = "The application's log."
  value       = aws_cloudwatch_log_group.application.name
}

output "log_bucket" {
  description = "Where CloudFront delivers standard logs."
  value       = aws_s3_bucket.logs.bucket
}

output "log_prefix" {
  description = "Prefix of the logs in that bucket; below it distribution, year, month, day and hour."
  value       = local.log_prefix
}

output "record_fields" {
  description = "Fields of a delivered record, in order."
  value       = local.record_fields
}

output "dead_letter_path" {
  description = "Where dead letters lie."
  value       = local.property_maps["dead-letter"]["path"]
}

output "client_secret_arn" {
  description = "The secret that the application reads."
  value       = local.client_secret_arn
}

output "stream_name" {
  description = "The real-time stream; null where none is read."
  value       = one(aws_kinesis_stream.logs[*].name)
}

output "realtime_log_config_arn" {
  description = "What cache behaviours are pointed at; null where no stream is read."
  value       = one(aws_cloudfront_realtime_log_config.this[*].arn)
}

output "queue_url" {
  description = "The bucket's notifications; null where the bucket is listed."
  value       = one(aws_sqs_queue.logs[*].url)
}

output "dead_queue_url" {
  description = "Notifications that could not be used; null where the bucket is listed."
  value       = one(aws_sqs_queue.dead[*].url)
}
