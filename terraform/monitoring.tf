# Dashboard and alarms. Names of metrics are those of docs/metrics.md, which a test compares, and of the services.

locals {
  monitored = {
    namespace  = "AWS/KinesisAnalytics"
    dimensions = { Application = local.name }
  }

  # CloudFront's own metrics are in us-east-1 alone, and an alarm sees its own region only. It sees ten metrics at most.
  sees_requests = var.region == "us-east-1"
  watched       = local.sees_requests ? slice(sort(keys(var.distributions)), 0, min(9, length(var.distributions))) : []
  has_requests  = length(local.watched) == 0 ? "1" : join(" + ", [for i, id in local.watched : "FILL(requests${i}, 0)"])

  # A gauge or a sum that must not pass a threshold.
  threshold_alarms = merge(
    {
      oldest-undelivered = {
        metric      = "oldestUndeliveredAge"
        dimensions  = {}
        threshold   = var.oldest_undelivered_seconds
        period      = 60
        periods     = 3
        description = "The Bridge has not confirmed a batch for ${var.oldest_undelivered_seconds} s. Look at numRequestsFailed by status on the dashboard: 401 or 403, the client or its secret; 429, the Bridge wants less, wait or add Bridges; 5xx or none, the Bridge or the way to it is down. Nothing is lost: reading pauses, and the job goes on by itself. Run scripts/doctor.sh."
      }
      kpu-limit = {
        metric      = "KPUs"
        dimensions  = {}
        threshold   = floor(var.kpu_limit * 0.8)
        period      = 300
        periods     = 3
        description = "The application is near its quota of ${var.kpu_limit} KPUs and soon cannot scale up. Ask for a higher quota (Service Quotas, kinesisanalytics) and compare with the table in docs/operations.md, Size and cost."
      }
      cpu = {
        metric      = "containerCPUUtilization"
        dimensions  = {}
        threshold   = 85
        period      = 300
        periods     = 6
        description = "CPU above 85 % for half an hour: scaling up is off, too slow or at its limit. Raise parallelism in terraform.tfvars; scripts/benchmark.sh size RATE says how far."
      }
    },
    {
      for source in var.sources : "oldest-unread-${source}" => {
        metric      = "oldestUnreadAge"
        dimensions  = { source = source }
        threshold   = var.oldest_unread_seconds
        period      = 60
        periods     = 5
        description = "What arrived in ${source} waits more than ${var.oldest_unread_seconds} s to be read. If oldestUndeliveredAge is high too, the Bridge holds everything up; else the application is too small (parallelism) or cannot read (search the log for the object or shard)."
      }
    },
    contains(var.sources, "kinesis") ? {
      kinesis-retention = {
        metric      = "kinesisRetentionUsed"
        dimensions  = {}
        threshold   = 75
        period      = 300
        periods     = 2
        description = "The shard most behind has used up more than 75 % of the stream's retention; at 100 % records are lost. Raise the retention of the stream now, then find out why reading lags."
      }
    } : {},
  )

  # Sums that must not grow. Counters begin anew at a restart, so it is their growth that counts.
  growth_alarms = {
    dead-letters = {
      metrics     = { lines = "numLinesRejected", transactions = "numTransactionsDeadLettered" }
      periods     = 1
      description = "Records became dead letters. The log names object, line and reason. Look at them under ${local.dead_letter_hint}; when the cause is gone, scripts/redrive.sh sends them again. numLinesRejected: the log is damaged or of an unknown layout. numTransactionsDeadLettered: the Bridge refuses them for good."
    }
    checkpoints = {
      metrics     = { failed = "numberOfFailedCheckpoints" }
      periods     = 3
      description = "Checkpoints fail again and again. Nothing is lost, but a restart would go further back and send more again. See the exception in the application's log and lastCheckpointDuration; the usual causes are rights on S3 and a state that has outgrown the KPUs."
    }
    restarts = {
      metrics     = { restarts = "numRestarts" }
      periods     = 1
      description = "The application restarted by itself. It went on from its last checkpoint; repeats are recognisable by id. Once is no cause for concern; if it repeats, the exception is in the application's log (filter: switched from RUNNING to FAILED)."
    }
  }
  dead_letter_hint = local.property_maps["dead-letter"]["path"]
}

resource "aws_cloudwatch_metric_alarm" "threshold" {
  for_each = var.monitoring ? local.threshold_alarms : {}

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = local.monitored.namespace
  metric_name         = each.value.metric
  dimensions          = merge(local.monitored.dimensions, each.value.dimensions)
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "growth" {
  for_each = var.monitoring ? local.growth_alarms : {}

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.description
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "grown"
    label       = "grown"
    expression  = join(" + ", [for id, metric in each.value.metrics : "IF(DIFF(FILL(${id}, REPEAT)) > 0, 1, 0)"])
    return_data = true
  }

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id = metric_query.key

      metric {
        namespace   = local.monitored.namespace
        metric_name = metric_query.value
        dimensions  = local.monitored.dimensions
        stat        = "Average"
        period      = 300
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "imbalance" {
  count = var.monitoring ? 1 : 0

  alarm_name          = "${local.name}-imbalance"
  alarm_description   = "For a quarter of an hour some transactions are neither open nor delivered, duplicate or dead letter. This must not happen: keep the log and the newest snapshot, run scripts/ledger.sh to see which distribution and hour, and tell the maintainers."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "unbalanced"
    label       = "unbalanced"
    expression  = "IF(lowest > 0 OR highest < 0, 1, 0)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { lowest = "Minimum", highest = "Maximum" }

    content {
      id = metric_query.key

      metric {
        namespace   = local.monitored.namespace
        metric_name = "transactionsUnbalanced"
        dimensions  = local.monitored.dimensions
        stat        = metric_query.value
        period      = 300
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "no_data" {
  for_each = var.monitoring ? toset(var.sources) : toset([])

  alarm_name          = "${local.name}-no-data-${each.key}"
  alarm_description   = "${length(local.watched) > 0 ? "CloudFront has requests, but nothing" : "Nothing"} has arrived in ${each.key} for ${var.no_data_minutes} minutes, or the application does not run. Run scripts/doctor.sh: it checks application, delivery, fields and the newest object. ${length(local.watched) > 0 ? "" : "CloudFront's requests are not seen from here, so a quiet distribution does this too."}"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  metric_query {
    id          = "silent"
    label       = "silent"
    expression  = "IF((${local.has_requests}) > 0 AND (FILL(age, -1) < 0 OR FILL(age, -1) > ${var.no_data_minutes * 60}), 1, 0)"
    return_data = true
  }

  metric_query {
    id = "age"

    metric {
      namespace   = local.monitored.namespace
      metric_name = "newestArrivalAge"
      dimensions  = merge(local.monitored.dimensions, { source = each.key })
      stat        = "Maximum"
      period      = 300
    }
  }

  dynamic "metric_query" {
    for_each = { for i, id in local.watched : "requests${i}" => id }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/CloudFront"
        metric_name = "Requests"
        dimensions  = { DistributionId = metric_query.value, Region = "Global" }
        stat        = "Sum"
        period      = 300
      }
    }
  }
}
