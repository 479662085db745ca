# The application's role: what the enabled sources need, nothing else.

locals {
  # "s3://bucket/prefix/" => bucket and prefix
  additional_logs = [
    for path in var.additional_log_paths : {
      bucket = split("/", trimprefix(path, "s3://"))[0]
      prefix = join("/", slice(split("/", trimprefix(path, "s3://")), 1, length(split("/", trimprefix(path, "s3://")))))
    }
  ]
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["kinesisanalytics.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "execution" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "ReadCode"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${aws_s3_bucket.code.arn}/*"]
  }

  statement {
    sid       = "ListOwnPrefixes"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.logs.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values = [
        for prefix in concat(local.reads_s3 ? [local.log_prefix] : [], [local.dead_letter_prefix, local.ledger_prefix]) :
        "${prefix}*"
      ]
    }
  }

  statement {
    sid     = "WriteDeadLettersAndLedger"
    actions = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
    resources = [
      "${aws_s3_bucket.logs.arn}/${local.dead_letter_prefix}*",
      "${aws_s3_bucket.logs.arn}/${local.ledger_prefix}*",
    ]
  }

  statement {
    sid       = "ReadClientSecret"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [local.client_secret_arn]
  }

  statement {
    sid       = "WriteLog"
    actions   = ["logs:PutLogEvents", "logs:DescribeLogStreams"]
    resources = ["${aws_cloudwatch_log_group.application.arn}:*"]
  }

  statement {
    sid       = "FindLog"
    actions   = ["logs:DescribeLogGroups"]
    resources = ["arn:${local.partition}:logs:${var.region}:${local.account}:log-group:*"]
  }

  dynamic "statement" {
    for_each = local.reads_s3 ? [true] : []

    content {
      sid       = "ReadLogs"
      actions   = ["s3:GetObject"]
      resources = ["${aws_s3_bucket.logs.arn}/${local.log_prefix}*"]
    }
  }

  dynamic "statement" {
    for_each = local.reads_s3 && length(local.additional_logs) > 0 ? [true] : []

    content {
      sid       = "ReadAdditionalLogs"
      actions   = ["s3:GetObject"]
      resources = [for log in local.additional_logs : "arn:${local.partition}:s3:::${log.bucket}/${log.prefix}*"]
    }
  }

  dynamic "statement" {
    for_each = local.reads_s3 ? local.additional_logs : []

    content {
      sid       = "ListAdditionalLogs${statement.key}"
      actions   = ["s3:ListBucket"]
      resources = ["arn:${local.partition}:s3:::${statement.value.bucket}"]

      condition {
        test     = "StringLike"
        variable = "s3:prefix"
        values   = ["${statement.value.prefix}*"]
      }
    }
  }

  dynamic "statement" {
    for_each = local.by_queue ? [true] : []

    content {
      sid       = "ReadNotifications"
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"]
      resources = [aws_sqs_queue.logs[0].arn]
    }
  }

  dynamic "statement" {
    for_each = local.reads_kinesis ? [true] : []

    content {
      sid       = "ReadStream"
      actions   = ["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords"]
      resources = [aws_kinesis_stream.logs[0].arn]
    }
  }

  dynamic "statement" {
    for_each = local.reads_kinesis && var.kinesis_reader == "efo" ? [true] : []

    content {
      sid = "SubscribeToStream"
      actions = [
        "kinesis:RegisterStreamConsumer", "kinesis:DescribeStreamConsumer", "kinesis:DeregisterStreamConsumer",
        "kinesis:SubscribeToShard",
      ]
      resources = [aws_kinesis_stream.logs[0].arn, "${aws_kinesis_stream.logs[0].arn}/consumer/${local.name}:*"]
    }
  }

  dynamic "statement" {
    for_each = var.client_secret_kms_key_arn == null ? [] : [var.client_secret_kms_key_arn]

    content {
      sid       = "DecryptClientSecret"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${var.region}.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = var.vpc == null ? [] : [true]

    content {
      sid = "JoinVpc"
      actions = [
        "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces", "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
      ]
      resources = ["*"]
    }
  }
}

resource "aws_iam_role_policy" "execution" {
  name   = "execution"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}
