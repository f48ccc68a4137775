# Uploads are the user's: force_destroy stays off, so that a bucket that has something in it is not destroyed.
resource "aws_s3_bucket" "source" {
  count = var.existing_bucket == "" ? 1 : 0

  bucket = "images-${var.name}"
}

resource "aws_s3_bucket" "destination" {
  bucket = "images-${var.name}-resized"
}

locals {
  source_bucket = var.existing_bucket == "" ? "images-${var.name}" : var.existing_bucket
  source_arn    = "arn:${local.partition}:s3:::${local.source_bucket}"

  # What holds for the buckets of this module.
  own_buckets = merge(
    { destination = aws_s3_bucket.destination },
    var.existing_bucket == "" ? { source = aws_s3_bucket.source[0] } : {},
  )
}

resource "aws_s3_bucket_public_access_block" "own" {
  for_each = local.own_buckets

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "own" {
  for_each = local.own_buckets

  bucket = each.value.id

  rule {
    # One key for many objects, or each object would be a request to KMS.
    bucket_key_enabled = local.with_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = local.with_key ? "aws:kms" : "AES256"
      kms_master_key_id = local.with_key ? var.kms_key_arn : null
    }
  }
}

# Parts of uploads that never ended cost as objects do, and no list shows them.
resource "aws_s3_bucket_lifecycle_configuration" "own" {
  for_each = local.own_buckets

  bucket = each.value.id

  rule {
    id     = "AbortIncompleteMultipartUploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_logging" "own" {
  for_each = { for name, bucket in local.own_buckets : name => bucket if var.access_log_bucket != "" }

  bucket        = each.value.id
  target_bucket = var.access_log_bucket
  target_prefix = "${each.value.id}/"
}

data "aws_iam_policy_document" "only_tls" {
  for_each = local.own_buckets

  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [each.value.arn, "${each.value.arn}/*"]

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

resource "aws_s3_bucket_policy" "own" {
  for_each = local.own_buckets

  bucket = each.value.id
  policy = data.aws_iam_policy_document.only_tls[each.key].json
}
