# The application's settings (docs/configuration.md). Every one of them is here exactly once: what follows from the resources,
# and what variables give. A null is left out, so the application's own default holds.

locals {
  given_settings = {
    source = {
      "type"                        = join(",", [for source in ["s3", "kinesis"] : source if contains(var.sources, source)])
      "s3.paths"                    = local.reads_s3 ? join(",", concat(["s3://${aws_s3_bucket.logs.bucket}/${local.log_prefix}"], var.additional_log_paths)) : null
      "s3.mode"                     = var.source_settings.s3_mode
      "s3.discovery"                = local.reads_s3 ? var.discovery : null
      "s3.discovery-interval"       = var.source_settings.s3_discovery_interval
      "s3.lookback"                 = var.source_settings.s3_lookback
      "s3.listing-timeout"          = var.source_settings.s3_listing_timeout
      "s3.cross-check-interval"     = var.source_settings.s3_cross_check_interval
      "s3.queue-url"                = local.by_queue ? aws_sqs_queue.logs[0].url : null
      "s3.from"                     = var.source_settings.s3_from
      "s3.to"                       = var.source_settings.s3_to
      "s3.fields"                   = local.csv.s3_fields
      "s3.delimiter"                = var.source_settings.s3_delimiter
      "s3.endpoint"                 = var.source_settings.s3_endpoint
      "s3.max-line-size"            = var.source_settings.s3_max_line_size
      "s3.max-object-size"          = var.source_settings.s3_max_object_size
      "kinesis.stream-arns"         = local.reads_kinesis ? aws_kinesis_stream.logs[0].arn : null
      "kinesis.fields"              = local.reads_kinesis ? join(",", sort(var.realtime_fields)) : null
      "kinesis.initial-position"    = var.source_settings.kinesis_initial_position
      "kinesis.initial-timestamp"   = var.source_settings.kinesis_initial_timestamp
      "kinesis.reader"              = local.reads_kinesis ? var.kinesis_reader : null
      "kinesis.consumer-name"       = local.reads_kinesis ? local.name : null
      "kinesis.on-expired-position" = var.source_settings.kinesis_on_expired_position
      "kinesis.endpoint"            = var.source_settings.kinesis_endpoint
      "distributions"               = join(",", [for id, distribution in var.distributions : "${distribution.domain}=${id}"])
    }
    filter = {
      "static-extensions" = local.csv.static_extensions
      "excluded-paths"    = local.csv.excluded_paths
      "redact-query"      = local.csv.redact_query
      "redact-cookies"    = local.csv.redact_cookies
      "redact-headers"    = local.csv.redact_headers
    }
    dedup = {
      "enabled" = var.dedup.enabled
      "ttl"     = var.dedup.ttl != null ? var.dedup.ttl : (local.reads_s3 && local.reads_kinesis ? "25 h" : null)
      "heap"    = var.dedup.heap
    }
    window = {
      "size"             = var.window.size
      "max-transactions" = var.window.max_transactions
      "max-bytes"        = var.window.max_bytes
    }
    bridge = {
      "auth-endpoint"     = var.auth_endpoint
      "edge-endpoint"     = var.edge_endpoint
      "client-id"         = var.client_id
      "client-secret-arn" = local.client_secret_arn
      "request-timeout"   = var.bridge.request_timeout
      "max-in-flight"     = var.bridge.max_in_flight
      "gzip"              = var.bridge.gzip
      "tls.ca-file"       = one([for object in aws_s3_object.ca : "s3://${aws_s3_bucket.code.bucket}/${object.key}"])
      "tls.verify"        = var.bridge.tls_verify
    }
    dead-letter = {
      "path" = "s3://${aws_s3_bucket.logs.bucket}/${local.dead_letter_prefix}"
    }
    logging = {
      "level"           = var.log_level
      "report-interval" = var.report_interval
    }
  }

  csv = {
    s3_fields         = var.source_settings.s3_fields == null ? null : join(",", var.source_settings.s3_fields)
    static_extensions = var.filter.static_extensions == null ? null : (length(var.filter.static_extensions) == 0 ? "none" : join(",", var.filter.static_extensions))
    excluded_paths    = length(var.filter.excluded_paths) == 0 ? null : join(",", var.filter.excluded_paths)
    redact_query      = length(var.filter.redact_query) == 0 ? null : join(",", var.filter.redact_query)
    redact_cookies    = length(var.filter.redact_cookies) == 0 ? null : join(",", var.filter.redact_cookies)
    redact_headers    = length(var.filter.redact_headers) == 0 ? null : join(",", var.filter.redact_headers)
  }

  property_maps = tomap({
    for group, settings in local.given_settings : group => tomap({
      for key, value in settings : key => tostring(value) if value != null && value != ""
    })
  })
  property_groups = tomap({ for group, settings in local.property_maps : group => settings if length(settings) > 0 })
}
