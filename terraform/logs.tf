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

  # A distribution has one delivery source an account. Where somebody else made it, ours would be refused, so theirs is used.
  delivered  = { for id, distribution in var.distributions : id => distribution if local.reads_s3 && distribution.deliver }
  own_source = { for id, distribution in local.delivered : id => distribution if distribution.delivery_source == null }
  foreign_sources = distinct([
    for distribution in values(local.delivered) : distribution.delivery_source if distribution.delivery_source != null
  ])
}

resource "aws_s3_bucket" "logs" {
  bucket        = "${local.name}-logs-${local.account}"
  force_destroy = var.delete_data
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
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

  dynamic "rule" {
    for_each = var.dead_letter_expiration_days == null ? [] : [var.dead_letter_expiration_days]

    content {
      id     = "expire-dead-letters"
      status = "Enabled"

      filter {
        prefix = local.dead_letter_prefix
      }

      expiration {
        days = rule.value
      }
    }
  }

  rule {
    id     = "abort-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

data "aws_iam_policy_document" "log_bucket" {
  statement {
    sid       = "AWSLogDeliveryWrite"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.logs.arn}/${local.log_prefix}*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values = [
        for source in concat(["CequenceCloudFront-*"], local.foreign_sources) :
        "arn:${local.partition}:logs:us-east-1:${local.account}:delivery-source:${source}"
      ]
    }
  }

  statement {
    sid       = "OnlyTLS"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.logs.arn, "${aws_s3_bucket.logs.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = data.aws_iam_policy_document.log_bucket.json

  depends_on = [aws_s3_bucket_public_access_block.logs]
}

# Source, destination and delivery exist in us-east-1 only, whatever the provider's region.
resource "aws_cloudwatch_log_delivery_source" "this" {
  for_each = local.own_source

  region       = "us-east-1"
  name         = "CequenceCloudFront-${each.key}"
  log_type     = "ACCESS_LOGS"
  resource_arn = "arn:${local.partition}:cloudfront::${local.account}:distribution/${each.key}"
}

# One destination a distribution: CloudWatch Logs refuses two changes at once that share a source or a destination, and Terraform
# makes ten at once.
resource "aws_cloudwatch_log_delivery_destination" "this" {
  for_each = local.delivered

  region        = "us-east-1"
  name          = "CequenceCloudFront-${var.name}-${each.key}"
  output_format = var.log_format

  delivery_destination_configuration {
    destination_resource_arn = "${aws_s3_bucket.logs.arn}/${trimsuffix(local.log_prefix, "/")}"
  }
}

resource "aws_cloudwatch_log_delivery" "this" {
  for_each = local.delivered

  region                   = "us-east-1"
  delivery_source_name     = each.value.delivery_source == null ? aws_cloudwatch_log_delivery_source.this[each.key].name : each.value.delivery_source
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.this[each.key].arn
  record_fields            = local.record_fields

  s3_delivery_configuration = [{
    enable_hive_compatible_path = false
    suffix_path                 = "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}"
  }]

  depends_on = [aws_s3_bucket_policy.logs]
}
