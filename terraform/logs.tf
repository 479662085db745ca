# Where CloudFront's standard logs arrive, and how they get there.

locals {
  # What the parser makes a transaction of, and what analysts ask for beside it.
  record_fields = [
    "timestamp(ms)", "DistributionId", "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)",
    "cs-uri-stem", "sc-status", "cs(Referer)", "cs(User-Agent)", "cs-uri-query", "cs(Cookie)", "x-edge-result-type",
    "x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for", "ssl-protocol",
    "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version", "fle-status", "fle-encrypted-fields", "c-port",
    "time-to-first-byte", "x-edge-detailed-result-type", "sc-content-type", "sc-content-len", "sc-range-start",
    "sc-range-end", "c-country", "asn",
  ]
}

resource "aws_s3_bucket" "logs" {
  bucket = "${local.name}-logs-${local.account}"
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire-logs"
    status = "Enabled"

    filter {
      prefix = local.log_prefix
    }

    expiration {
      days = var.object_expiration_days
    }
  }
}

data "aws_iam_policy_document" "log_delivery" {
  statement {
    sid       = "LogDeliveryWrites"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/${local.log_prefix}*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:logs:us-east-1:${local.account}:delivery-source:CequenceCloudFront-*"]
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.log_delivery.json
}

resource "aws_cloudwatch_log_delivery_destination" "logs" {
  count = length(var.distributions) > 0 ? 1 : 0

  region        = "us-east-1"
  name          = "CequenceCloudFront-${var.name}"
  output_format = "json"

  delivery_destination_configuration {
    destination_resource_arn = "${aws_s3_bucket.logs.arn}/${trimsuffix(local.log_prefix, "/")}"
  }
}

resource "aws_cloudwatch_log_delivery_source" "this" {
  for_each = var.distributions

  region       = "us-east-1"
  name         = "CequenceCloudFront-${each.key}"
  log_type     = "ACCESS_LOGS"
  resource_arn = "arn:${local.partition}:cloudfront::${local.account}:distribution/${each.key}"
}

resource "aws_cloudwatch_log_delivery" "this" {
  for_each = var.distributions

  region                   = "us-east-1"
  delivery_source_name     = aws_cloudwatch_log_delivery_source.this[each.key].name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.logs[0].arn
  record_fields            = local.record_fields

  s3_delivery_configuration = [{
    enable_hive_compatible_path = false
    suffix_path                 = "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}"
  }]

  depends_on = [aws_s3_bucket_policy.logs]
}
