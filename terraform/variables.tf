# Every input, in one file as is usual for Terraform; the sections follow the road of a log line.

# --- Installation -----------------------------------------------------------------------------------------------------------

variable "region" {
  description = "Region of the log bucket, the stream and the application. CloudFront's log delivery is always set up in us-east-1, whatever stands here."
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

variable "delete_data" {
  description = "Whether destroying also deletes what lies in the log bucket: logs, dead letters, ledger. Without it a bucket with objects is refused."
  type        = bool
  default     = false
}

# --- What is read -----------------------------------------------------------------------------------------------------------

variable "sources" {
  description = "What the application reads: s3 (standard logs), kinesis (real-time logs), or both."
  type        = set(string)
  default     = ["s3"]

  validation {
    condition     = length(var.sources) > 0 && length(setsubtract(var.sources, ["s3", "kinesis"])) == 0
    error_message = "Expected s3, kinesis or both."
  }
}

variable "distributions" {
  description = "CloudFront distributions by id. domain: its name at cloudfront.net. delivery_source: name of the delivery source that somebody else already made for it, which is then used. deliver: false where standard logs are already delivered to another bucket through that source, so that no second S3 delivery can be made."
  type = map(object({
    domain          = string
    delivery_source = optional(string)
    deliver         = optional(bool, true)
  }))
  default = {}

  validation {
    condition     = alltrue([for id in keys(var.distributions) : can(regex("^E[A-Z0-9]{8,20}$", id))])
    error_message = "Expected distribution ids such as E1Z5N5X273TPT1 as keys."
  }

  validation {
    condition     = alltrue([for distribution in values(var.distributions) : can(regex("^[a-z0-9.-]+$", distribution.domain))])
    error_message = "Expected domains such as d111111abcdef8.cloudfront.net."
  }

  validation {
    condition     = alltrue([for distribution in values(var.distributions) : distribution.delivery_source == null || can(regex("^[A-Za-z0-9_-]{1,60}$", distribution.delivery_source))])
    error_message = "Expected the name of a delivery source: up to 60 letters, digits, dashes and underscores."
  }
}

variable "discovery" {
  description = "How new log objects become known: listing, or sqs (the bucket notifies a queue)."
  type        = string
  default     = "listing"

  validation {
    condition     = contains(["listing", "sqs"], var.discovery)
    error_message = "Expected listing or sqs."
  }

  validation {
    condition     = var.discovery == "listing" || contains(var.sources, "s3")
    error_message = "Expected s3 among the sources where objects are discovered by sqs."
  }
}

variable "log_format" {
  description = "Format in which CloudFront delivers standard logs."
  type        = string
  default     = "json"

  validation {
    condition     = contains(["json", "w3c", "parquet"], var.log_format)
    error_message = "Expected json, w3c or parquet."
  }
}

variable "additional_log_paths" {
  description = "Further folders with standard logs that are already delivered elsewhere, such as s3://their-bucket/prefix/. The application may read them; nothing is written there."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for path in var.additional_log_paths : can(regex("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/([^,*?]*/)?$", path))])
    error_message = "Expected s3://bucket/ or s3://bucket/prefix/, with a slash at the end."
  }

  validation {
    condition     = length(var.additional_log_paths) == 0 || contains(var.sources, "s3")
    error_message = "Expected s3 among the sources where further folders are read."
  }
}

variable "queue_visibility_seconds" {
  description = "How long a notification is hidden once received; the application extends it while it reads."
  type        = number
  default     = 300

  validation {
    condition     = var.queue_visibility_seconds >= 30 && var.queue_visibility_seconds <= 43200
    error_message = "Expected 30 to 43200 seconds."
  }
}

variable "queue_max_receives" {
  description = "How often a notification is received before it moves to the dead-letter queue."
  type        = number
  default     = 10

  validation {
    condition     = var.queue_max_receives >= 3 && var.queue_max_receives <= 1000
    error_message = "Expected 3 to 1000; a restart receives again."
  }
}

variable "stream" {
  description = "The stream of real-time logs. shard_count: provisioned shards, or null for on-demand. retention_hours: how long records are kept."
  type = object({
    shard_count     = optional(number)
    retention_hours = optional(number, 24)
  })
  default = {}

  validation {
    condition     = var.stream.shard_count == null || try(var.stream.shard_count >= 1 && floor(var.stream.shard_count) == var.stream.shard_count, false)
    error_message = "Expected a whole number of shards from 1, or null for on-demand."
  }

  validation {
    condition     = var.stream.retention_hours >= 24 && var.stream.retention_hours <= 8760
    error_message = "Expected a retention from 24 to 8760 hours."
  }
}

variable "kinesis_reader" {
  description = "polling, or efo: enhanced fan-out."
  type        = string
  default     = "polling"

  validation {
    condition     = contains(["polling", "efo"], var.kinesis_reader)
    error_message = "Expected polling or efo."
  }
}

variable "realtime_fields" {
  description = "Fields of real-time logs. CloudFront delivers them in its own order, which the application knows."
  type        = set(string)
  default = [
    "timestamp", "c-ip", "s-ip", "time-to-first-byte", "sc-status", "sc-bytes", "cs-method", "cs-protocol", "cs-host",
    "cs-uri-stem", "cs-bytes", "x-edge-location", "x-edge-request-id", "x-host-header", "time-taken",
    "cs-protocol-version", "cs-user-agent", "cs-referer", "cs-cookie", "cs-uri-query", "x-edge-response-result-type",
    "x-forwarded-for", "ssl-protocol", "ssl-cipher", "x-edge-result-type", "sc-content-type", "sc-content-len",
    "sc-range-start", "sc-range-end", "c-port", "x-edge-detailed-result-type", "c-country", "cs-accept-encoding",
    "cs-accept", "cs-headers", "primary-distribution-id", "asn",
  ]

  validation {
    condition     = length(setsubtract(["timestamp", "c-ip", "sc-status", "cs-method", "cs-uri-stem"], var.realtime_fields)) == 0
    error_message = "Expected at least timestamp, c-ip, sc-status, cs-method and cs-uri-stem, without which no record becomes a transaction."
  }
}

variable "realtime_sampling_percent" {
  description = "Share of requests of which CloudFront writes a real-time record."
  type        = number
  default     = 100

  validation {
    condition     = var.realtime_sampling_percent >= 1 && var.realtime_sampling_percent <= 100 && floor(var.realtime_sampling_percent) == var.realtime_sampling_percent
    error_message = "Expected a whole number from 1 to 100."
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

variable "dead_letter_expiration_days" {
  description = "Days after which dead letters are deleted; null keeps them."
  type        = number
  default     = null

  validation {
    condition     = var.dead_letter_expiration_days == null || try(var.dead_letter_expiration_days >= 1, false)
    error_message = "Expected at least 1, or null."
  }
}

# --- Where it is sent -------------------------------------------------------------------------------------------------------

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

variable "client_secret" {
  description = "The client's secret. It is written to Secrets Manager through a write-only argument, which needs Terraform 1.11, and is neither in plan nor in state. Give this or client_secret_arn."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = (var.client_secret == null) != (var.client_secret_arn == null)
    error_message = "Expected either client_secret or client_secret_arn."
  }
}

variable "client_secret_version" {
  description = "To be raised whenever client_secret changes, since Terraform cannot compare what it does not keep. setup-tfvars.sh does so."
  type        = number
  default     = 1

  validation {
    condition     = var.client_secret_version >= 1 && floor(var.client_secret_version) == var.client_secret_version
    error_message = "Expected a whole number from 1."
  }
}

variable "client_secret_arn" {
  description = "ARN of a secret in Secrets Manager, made elsewhere, whose text is the client's secret."
  type        = string
  default     = null

  validation {
    condition     = var.client_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:", var.client_secret_arn))
    error_message = "Expected the ARN of a secret in Secrets Manager."
  }
}

variable "client_secret_kms_key_arn" {
  description = "ARN of the KMS key of that secret where it is not Secrets Manager's own."
  type        = string
  default     = null

  validation {
    condition     = var.client_secret_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.client_secret_kms_key_arn))
    error_message = "Expected the ARN of a KMS key."
  }
}

variable "bridge" {
  description = "How requests to the Bridge are made. ca_pem: PEM certificates to trust beside the system's, for a Bridge with a certificate of its own."
  type = object({
    request_timeout = optional(string)
    max_in_flight   = optional(number)
    gzip            = optional(bool)
    ca_pem          = optional(string)
    tls_verify      = optional(bool)
  })
  default = {}

  validation {
    condition     = var.bridge.ca_pem == null || var.bridge.tls_verify != false
    error_message = "Expected ca_pem or tls_verify = false, not both: one of the two would do nothing."
  }

  validation {
    condition     = var.bridge.max_in_flight == null || try(var.bridge.max_in_flight >= 1 && floor(var.bridge.max_in_flight) == var.bridge.max_in_flight, false)
    error_message = "Expected a whole number of requests at once, from 1."
  }
}

# --- What is done with it ---------------------------------------------------------------------------------------------------

variable "source_settings" {
  description = "Settings of the sources (docs/configuration.md, group source) that do not follow from the resources here."
  type = object({
    s3_mode                     = optional(string)
    s3_discovery_interval       = optional(string)
    s3_lookback                 = optional(string)
    s3_listing_timeout          = optional(string)
    s3_cross_check_interval     = optional(string)
    s3_from                     = optional(string)
    s3_to                       = optional(string)
    s3_fields                   = optional(list(string))
    s3_delimiter                = optional(string)
    s3_endpoint                 = optional(string)
    s3_max_line_size            = optional(string)
    s3_max_object_size          = optional(string)
    kinesis_initial_position    = optional(string)
    kinesis_initial_timestamp   = optional(string)
    kinesis_on_expired_position = optional(string)
    kinesis_endpoint            = optional(string)
  })
  default = {}

  validation {
    condition     = contains(["continuous", "bounded"], coalesce(var.source_settings.s3_mode, "continuous"))
    error_message = "Expected continuous or bounded as s3_mode."
  }

  validation {
    condition     = contains(["LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"], coalesce(var.source_settings.kinesis_initial_position, "LATEST"))
    error_message = "Expected LATEST, TRIM_HORIZON or AT_TIMESTAMP as kinesis_initial_position."
  }

  validation {
    condition     = (coalesce(var.source_settings.kinesis_initial_position, "LATEST") == "AT_TIMESTAMP") == (var.source_settings.kinesis_initial_timestamp != null)
    error_message = "Expected kinesis_initial_timestamp together with AT_TIMESTAMP, and only then."
  }

  validation {
    condition     = contains(["continue", "fail"], coalesce(var.source_settings.kinesis_on_expired_position, "continue"))
    error_message = "Expected continue or fail as kinesis_on_expired_position."
  }

  validation {
    condition     = alltrue([for value in [var.source_settings.s3_discovery_interval, var.source_settings.s3_lookback] : value == null || can(regex("^[0-9]+ ?(ms|s|m|min|h|d)$", value))])
    error_message = "Expected durations such as 10 s or 25 h."
  }

  validation {
    condition     = alltrue([for value in [var.source_settings.s3_from, var.source_settings.s3_to, var.source_settings.kinesis_initial_timestamp] : value == null || can(formatdate("YYYY", value))])
    error_message = "Expected times such as 2026-11-24T10:00:00Z."
  }
}

variable "filter" {
  description = "What is not sent, and what is made unreadable before it is. static_extensions: null for the documented list, [] for none."
  type = object({
    static_extensions = optional(list(string))
    excluded_paths    = optional(list(string), [])
    redact_query      = optional(list(string), [])
    redact_cookies    = optional(list(string), [])
    redact_headers    = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = alltrue([for value in concat(coalesce(var.filter.static_extensions, []), var.filter.excluded_paths, var.filter.redact_query, var.filter.redact_cookies, var.filter.redact_headers) : value != "" && !strcontains(value, ",")])
    error_message = "Expected items without commas, none of them empty."
  }
}

variable "dedup" {
  description = "Leaving out repeats. ttl: 25 h by default where both sources are read."
  type = object({
    enabled = optional(bool)
    ttl     = optional(string)
    heap    = optional(string)
  })
  default = {}

  validation {
    condition     = var.dedup.ttl == null || can(regex("^[0-9]+ ?(ms|s|m|min|h|d)$", var.dedup.ttl))
    error_message = "Expected a duration such as 2 h."
  }

  validation {
    condition     = var.dedup.heap == null || can(regex("^[0-9]+ ?([KkMmGg]i?)?[Bb]$", var.dedup.heap))
    error_message = "Expected a size such as 512 MB."
  }
}

variable "window" {
  description = "When a batch is full."
  type = object({
    size             = optional(string)
    max_transactions = optional(number)
    max_bytes        = optional(string)
  })
  default = {}

  validation {
    condition     = var.window.size == null || can(regex("^[0-9]+ ?(ms|s|m|min|h|d)$", var.window.size))
    error_message = "Expected a duration such as 5 s."
  }

  validation {
    condition     = var.window.max_bytes == null || can(regex("^[0-9]+ ?([KkMmGg]i?)?[Bb]$", var.window.max_bytes))
    error_message = "Expected a size such as 1 MB."
  }

  validation {
    condition     = var.window.max_transactions == null || try(var.window.max_transactions >= 1 && floor(var.window.max_transactions) == var.window.max_transactions, false)
    error_message = "Expected a whole number of transactions, from 1."
  }
}

# --- How it runs ------------------------------------------------------------------------------------------------------------

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

variable "start" {
  description = "Whether Terraform starts (true) or stops with a snapshot (false) the application. null leaves it as it is: the enabling and disabling scripts start and stop it."
  type        = bool
  default     = null
}

variable "allow_non_restored_state" {
  description = "Whether a start may leave out state of operators that the new jar does not have any more. Needed once, by an upgrade whose notes say so."
  type        = bool
  default     = false
}

variable "parallelism" {
  description = "Subtasks of the application."
  type        = number
  default     = 1

  validation {
    condition     = var.parallelism >= 1 && var.parallelism <= 256 && floor(var.parallelism) == var.parallelism
    error_message = "Expected a whole number from 1 to 256."
  }
}

variable "parallelism_per_kpu" {
  description = "Subtasks that share a KPU (1 vCPU, 4 GB)."
  type        = number
  default     = 1

  validation {
    condition     = var.parallelism_per_kpu >= 1 && var.parallelism_per_kpu <= 8 && floor(var.parallelism_per_kpu) == var.parallelism_per_kpu
    error_message = "Expected a whole number from 1 to 8."
  }
}

variable "autoscaling" {
  description = "Whether the managed service doubles and halves the parallelism by CPU use."
  type        = bool
  default     = true
}

variable "checkpoint_interval_ms" {
  description = "Milliseconds from one checkpoint's start to the next."
  type        = number
  default     = 60000

  validation {
    condition     = var.checkpoint_interval_ms >= 1000 && var.checkpoint_interval_ms <= 3600000
    error_message = "Expected 1000 to 3600000 milliseconds."
  }
}

variable "checkpoint_min_pause_ms" {
  description = "Least milliseconds from one checkpoint's end to the next one's start."
  type        = number
  default     = 5000

  validation {
    condition     = var.checkpoint_min_pause_ms >= 0 && var.checkpoint_min_pause_ms <= var.checkpoint_interval_ms
    error_message = "Expected 0 up to checkpoint_interval_ms."
  }
}

variable "vpc" {
  description = "Subnets and security groups of the application where the Bridge is private; null for none. S3, Secrets Manager and the token endpoint must be reachable from there, through endpoints or a NAT gateway."
  type = object({
    subnet_ids         = set(string)
    security_group_ids = set(string)
  })
  default = null

  validation {
    condition     = var.vpc == null || try(length(var.vpc.subnet_ids) >= 1 && length(var.vpc.subnet_ids) <= 16 && alltrue([for id in var.vpc.subnet_ids : startswith(id, "subnet-")]), false)
    error_message = "Expected 1 to 16 subnet ids."
  }

  validation {
    condition     = var.vpc == null || try(length(var.vpc.security_group_ids) >= 1 && length(var.vpc.security_group_ids) <= 5 && alltrue([for id in var.vpc.security_group_ids : startswith(id, "sg-")]), false)
    error_message = "Expected 1 to 5 security group ids."
  }
}

# --- Its log and metrics ----------------------------------------------------------------------------------------------------

variable "log_level" {
  description = "Level of the application's log."
  type        = string
  default     = "info"

  validation {
    condition     = contains(["debug", "info", "warn", "error"], var.log_level)
    error_message = "Expected debug, info, warn or error."
  }
}

variable "report_interval" {
  description = "Time over which deliveries are summed into one log line; 0 s logs every request."
  type        = string
  default     = null

  validation {
    condition     = var.report_interval == null || can(regex("^[0-9]+ ?(ms|s|m|min|h|d)$", var.report_interval))
    error_message = "Expected a duration such as 60 s."
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

variable "metrics_level" {
  description = "Detail of the service's own metrics: APPLICATION, TASK, OPERATOR or PARALLELISM."
  type        = string
  default     = "APPLICATION"

  validation {
    condition     = contains(["APPLICATION", "TASK", "OPERATOR", "PARALLELISM"], var.metrics_level)
    error_message = "Expected APPLICATION, TASK, OPERATOR or PARALLELISM."
  }
}
