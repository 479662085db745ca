# One page that answers in a minute: is data arriving, is it reaching the Bridge, and if not, whose fault is it.

locals {
  # The service takes four samples a minute of each subtask; a counter's total is their sum by four.
  charts = [
    {
      title    = "Is data arriving? CloudFront's requests a minute"
      region   = "us-east-1"
      stat     = "Sum"
      requests = sort(keys(var.distributions))
    },
    {
      title   = "Newest arrival: age in seconds, by source"
      stat    = "Maximum"
      metrics = [for source in var.sources : ["newestArrivalAge", "source", source]]
    },
    {
      title   = "Oldest unread: age in seconds, by source"
      stat    = "Maximum"
      metrics = [for source in var.sources : ["oldestUnreadAge", "source", source]]
    },
    {
      title = "Is it reaching the Bridge? Transactions a second"
      stat  = "Sum"
      rates = ["numTransactions", "numTransactionsDuplicate", "numTransactionsDelivered"]
    },
    {
      title   = "Oldest undelivered: age in seconds"
      stat    = "Maximum"
      metrics = [["oldestUndeliveredAge"]]
    },
    {
      title   = "Held: transactions open"
      stat    = "Maximum"
      metrics = [["transactionsOpen"], ["transactionsUnbalanced"]]
    },
    {
      title   = "Whose fault? Failed requests by status (since start)"
      stat    = "Maximum"
      metrics = [for status in ["3xx", "4xx", "5xx", "none"] : ["numRequestsFailed", "status", status]]
    },
    {
      title   = "Answers of the Bridge: milliseconds, and requests allowed at once"
      stat    = "Maximum"
      metrics = [["requestLatency"], ["requestsAllowed"]]
    },
    {
      title = "Dead letters and skipped lines a second"
      stat  = "Sum"
      rates = ["numLinesRejected", "numTransactionsDeadLettered", "numLinesSkipped"]
    },
    {
      title   = "Late: seconds behind the request's time; ids known for, seconds"
      stat    = "Minimum"
      metrics = concat([for source in var.sources : ["transactionLag", "source", source]], [["dedupHorizon"]])
    },
    {
      title   = "Checkpoints: milliseconds; failed and restarts since start"
      stat    = "Maximum"
      metrics = [for metric in ["lastCheckpointDuration", "numberOfFailedCheckpoints", "numRestarts"] : [metric]]
    },
    {
      title   = "Size: KPUs, CPU and heap in percent"
      stat    = "Maximum"
      metrics = [for metric in ["KPUs", "containerCPUUtilization", "heapMemoryUtilization"] : [metric]]
    },
  ]
  drawn = [
    for i, chart in [for chart in local.charts : chart if length(lookup(chart, "requests", ["some"])) > 0] : {
      type   = "metric"
      x      = 8 * (i % 3)
      y      = 2 + 6 * floor(i / 3)
      width  = 8
      height = 6
      properties = {
        title  = chart.title
        view   = "timeSeries"
        region = lookup(chart, "region", var.region)
        stat   = chart.stat
        period = 60
        metrics = concat(
          [for id in lookup(chart, "requests", []) : ["AWS/CloudFront", "Requests", "DistributionId", id, "Region", "Global"]],
          [for metric in lookup(chart, "metrics", []) : concat(["AWS/KinesisAnalytics", metric[0], "Application", local.name], slice(metric, 1, length(metric)))],
          [for j, name in lookup(chart, "rates", []) : [{ id = "rate${j}", expression = "RATE(total${j} / 4)", label = name }]],
          [for j, name in lookup(chart, "rates", []) : ["AWS/KinesisAnalytics", name, "Application", local.name, { id = "total${j}", visible = false }]],
        )
      }
    }
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.monitoring ? 1 : 0

  dashboard_name = local.name
  dashboard_body = jsonencode({
    widgets = concat(
      [{
        type   = "text"
        x      = 0
        y      = 0
        width  = 24
        height = 2
        properties = {
          markdown = "**${local.name}**: each row answers one question: is data arriving, is it reaching the Bridge, and if not, whose fault is it. Every metric is explained in docs/metrics.md; `scripts/doctor.sh` checks the rest. Log: ${aws_cloudwatch_log_group.application.name}"
        }
      }],
      local.drawn,
    )
  })
}
