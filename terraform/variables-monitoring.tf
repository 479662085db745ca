# --- Dashboard and alarms ---------------------------------------------------------------------------------------------------

variable "monitoring" {
  description = "Whether a CloudWatch dashboard and alarms are made."
  type        = bool
  default     = true
}

variable "alarm_actions" {
  description = "ARNs that are told when an alarm begins and when it ends, such as an SNS topic. Without any, alarms only show in the console."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.alarm_actions : can(regex("^arn:[a-z-]+:[a-z0-9-]+:", arn))])
    error_message = "Expected ARNs such as arn:aws:sns:us-east-1:123456789012:on-call."
  }
}

variable "no_data_minutes" {
  description = "Minutes without a new log object or record, while CloudFront has requests, after which an alarm begins. Standard logs arrive several times an hour."
  type        = number
  default     = 60

  validation {
    condition     = var.no_data_minutes >= 5 && var.no_data_minutes <= 1440 && floor(var.no_data_minutes) == var.no_data_minutes
    error_message = "Expected a whole number of minutes from 5 to 1440."
  }
}

variable "oldest_unread_seconds" {
  description = "Age of the oldest object or record that is known and unread above which an alarm begins."
  type        = number
  default     = 900

  validation {
    condition     = var.oldest_unread_seconds >= 60
    error_message = "Expected at least 60 seconds."
  }
}

variable "oldest_undelivered_seconds" {
  description = "Age of the oldest unconfirmed batch above which an alarm begins."
  type        = number
  default     = 300

  validation {
    condition     = var.oldest_undelivered_seconds >= 60
    error_message = "Expected at least 60 seconds."
  }
}

variable "kpu_limit" {
  description = "Quota of KPUs of one application in this account (Service Quotas, service kinesisanalytics). An alarm begins at four fifths of it."
  type        = number
  default     = 64

  validation {
    condition     = var.kpu_limit >= 2 && floor(var.kpu_limit) == var.kpu_limit
    error_message = "Expected a whole number of at least 2."
  }
}
