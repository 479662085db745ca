# The bucket's notifications, for discovery without listing.

resource "aws_sqs_queue" "dead" {
  count = local.by_queue ? 1 : 0

  name                      = "${local.name}-logs-dead"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "logs" {
  count = local.by_queue ? 1 : 0

  name                       = "${local.name}-logs"
  message_retention_seconds  = 1209600
  visibility_timeout_seconds = var.queue_visibility_seconds
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[0].arn
    maxReceiveCount     = var.queue_max_receives
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  count = local.by_queue ? 1 : 0

  queue_url = aws_sqs_queue.dead[0].id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.logs[0].arn]
  })
}

data "aws_iam_policy_document" "queue" {
  count = local.by_queue ? 1 : 0

  statement {
    sid       = "BucketNotifies"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.logs[0].arn]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_s3_bucket.logs.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sqs_queue_policy" "logs" {
  count = local.by_queue ? 1 : 0

  queue_url = aws_sqs_queue.logs[0].id
  policy    = data.aws_iam_policy_document.queue[0].json
}

resource "aws_s3_bucket_notification" "logs" {
  count = local.by_queue ? 1 : 0

  bucket = aws_s3_bucket.logs.id

  queue {
    queue_arn     = aws_sqs_queue.logs[0].arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = local.log_prefix
  }

  # S3 tries a message at once.
  depends_on = [aws_sqs_queue_policy.logs]
}
