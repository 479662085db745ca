variable "region" {
  description = "Region of the log bucket and the application. CloudFront's log delivery is always set up in us-east-1, whatever stands here."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "Expected a region such as us-east-1."
  }
}

variable "name" {
  description = "Distinguishes this installation from others of the account; every resource is named cequence-cf-passive-<name>."
  type        = string
  default     = "bridge"

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$", var.name))
    error_message = "Expected 1 to 20 lower-case letters, digits and dashes, with a letter or digit at both ends."
  }
}

variable "tags" {
  description = "Tags for every resource."
  type        = map(string)
  default     = {}
}

variable "jar" {
  description = "Path of the deployed jar, as `mvn verify` leaves it in target/."
  type        = string

  validation {
    condition     = endswith(var.jar, ".jar")
    error_message = "Expected the path of a .jar file."
  }
}

variable "runtime" {
  description = "Runtime of the managed service."
  type        = string
  default     = "FLINK-2_2"

  validation {
    condition     = contains(["FLINK-2_2", "FLINK-2_3"], var.runtime)
    error_message = "Expected FLINK-2_2 or FLINK-2_3."
  }
}

variable "distributions" {
  description = "CloudFront distributions whose standard logs are delivered: distribution id to domain (d111111abcdef8.cloudfront.net)."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for id in keys(var.distributions) : can(regex("^E[A-Z0-9]{8,20}$", id))])
    error_message = "Expected distribution ids such as E1Z5N5X273TPT1 as keys."
  }

  validation {
    condition     = alltrue([for domain in values(var.distributions) : can(regex("^[a-z0-9.-]+$", domain))])
    error_message = "Expected domains such as d111111abcdef8.cloudfront.net as values."
  }
}

variable "auth_endpoint" {
  description = "Token endpoint: host, base URL or complete URL."
  type        = string

  validation {
    condition     = length(var.auth_endpoint) > 0
    error_message = "Expected the token endpoint of your Cequence tenant."
  }
}

variable "edge_endpoint" {
  description = "Base URL or complete URL of the Bridge's ingest endpoint."
  type        = string

  validation {
    condition     = can(regex("^https?://", var.edge_endpoint))
    error_message = "Expected an http:// or https:// URL."
  }
}

variable "client_id" {
  description = "Client of the OAuth2 client-credentials grant."
  type        = string

  validation {
    condition     = length(var.client_id) > 0
    error_message = "Expected a client id."
  }
}

variable "client_secret_arn" {
  description = "ARN of a secret in Secrets Manager that holds the client's secret. Made outside of this configuration, so that the secret is never in Terraform's state."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:", var.client_secret_arn))
    error_message = "Expected the ARN of a secret in Secrets Manager."
  }
}

variable "log_level" {
  description = "Level of the application's log."
  type        = string
  default     = "info"

  validation {
    condition     = contains(["debug", "info", "warn", "error"], var.log_level)
    error_message = "Expected debug, info, warn or error."
  }
}

variable "log_retention_days" {
  description = "Days for which the application's log is kept."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 180, 365], var.log_retention_days)
    error_message = "Expected a retention that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 180 or 365."
  }
}

variable "object_expiration_days" {
  description = "Days after which delivered log objects are deleted. Dead letters and the ledger are kept."
  type        = number
  default     = 7

  validation {
    condition     = var.object_expiration_days >= 2
    error_message = "Expected at least 2: CloudFront may deliver a day late."
  }
}

variable "parallelism" {
  description = "Subtasks of the application; one KPU each."
  type        = number
  default     = 1

  validation {
    condition     = var.parallelism >= 1 && var.parallelism <= 256 && floor(var.parallelism) == var.parallelism
    error_message = "Expected a whole number from 1 to 256."
  }
}

variable "autoscaling" {
  description = "Whether the managed service doubles and halves the parallelism by CPU use."
  type        = bool
  default     = true
}

variable "start" {
  description = "Whether the application runs."
  type        = bool
  default     = true
}

variable "settings" {
  description = "Further settings of the application by group and key (docs/configuration.md), such as { window = { size = \"2 s\" } }."
  type        = map(map(string))
  default     = {}

  validation {
    condition     = alltrue([for group in keys(var.settings) : contains(["source", "filter", "dedup", "window", "bridge", "logging"], group)])
    error_message = "Expected the groups source, filter, dedup, window, bridge or logging."
  }

  validation {
    condition     = !contains(keys(lookup(var.settings, "bridge", {})), "client-secret")
    error_message = "Expected the client's secret in Secrets Manager (client_secret_arn), not among the settings."
  }
}
