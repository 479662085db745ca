# Real-time logs: a stream, CloudFront's role to write to it, and the configuration that cache behaviours are pointed at. No
# resource attaches a configuration to a distribution that Terraform did not make; scripts/enable_aws_cf_integration.sh does.

resource "aws_kinesis_stream" "logs" {
  count = local.reads_kinesis ? 1 : 0

  name                      = "${local.name}-logs"
  shard_count               = var.stream.shard_count
  retention_period          = var.stream.retention_hours
  encryption_type           = "KMS"
  kms_key_id                = "alias/aws/kinesis"
  enforce_consumer_deletion = true

  stream_mode_details {
    stream_mode = var.stream.shard_count == null ? "ON_DEMAND" : "PROVISIONED"
  }
}

data "aws_iam_policy_document" "realtime_assume" {
  count = local.reads_kinesis ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "realtime" {
  count = local.reads_kinesis ? 1 : 0

  name               = "${local.name}-realtime"
  assume_role_policy = data.aws_iam_policy_document.realtime_assume[0].json
}

data "aws_iam_policy_document" "realtime" {
  count = local.reads_kinesis ? 1 : 0

  statement {
    sid       = "WriteStream"
    actions   = ["kinesis:DescribeStreamSummary", "kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"]
    resources = [aws_kinesis_stream.logs[0].arn]
  }

  statement {
    sid       = "EncryptStream"
    actions   = ["kms:GenerateDataKey"]
    resources = ["arn:${local.partition}:kms:${var.region}:${local.account}:key/*"]

    condition {
      test     = "ForAnyValue:StringEquals"
      variable = "kms:ResourceAliases"
      values   = ["alias/aws/kinesis"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["kinesis.${var.region}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "realtime" {
  count = local.reads_kinesis ? 1 : 0

  name   = "realtime"
  role   = aws_iam_role.realtime[0].id
  policy = data.aws_iam_policy_document.realtime[0].json
}

resource "aws_cloudfront_realtime_log_config" "this" {
  count = local.reads_kinesis ? 1 : 0

  name          = local.name
  fields        = var.realtime_fields
  sampling_rate = var.realtime_sampling_percent

  endpoint {
    stream_type = "Kinesis"

    kinesis_stream_config {
      role_arn   = aws_iam_role.realtime[0].arn
      stream_arn = aws_kinesis_stream.logs[0].arn
    }
  }

  depends_on = [aws_iam_role_policy.realtime]
}
