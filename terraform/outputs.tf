output "application_name" {
  description = "The managed Flink application."
  value       = aws_kinesisanalyticsv2_application.this.name
}

output "log_bucket" {
  description = "Where CloudFront delivers standard logs."
  value       = aws_s3_bucket.logs.bucket
}

output "dead_letter_path" {
  description = "Where dead letters lie."
  value       = local.settings.dead-letter.path
}

output "log_group" {
  description = "The application's log."
  value       = aws_cloudwatch_log_group.application.name
}
