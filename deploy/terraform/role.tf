resource "aws_iam_role" "resize" {
  name               = "thumbox-${var.name}"
  assume_role_policy = data.aws_iam_policy_document.lambda_may_assume.json
}

data "aws_iam_policy_document" "lambda_may_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "resize" {
  name   = "resize"
  role   = aws_iam_role.resize.id
  policy = data.aws_iam_policy_document.resize.json
}

locals {
  destination_owner = var.destination_owner == "" ? local.account : var.destination_owner

  actions_on_thumbnails = concat(
    ["s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"],
    var.deletions ? ["s3:DeleteObject"] : [],
  )
}

# Everything that the function may do.
data "aws_iam_policy_document" "resize" {
  statement {
    sid       = "ReadUploads"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = ["${local.source_arn}/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceAccount"
      values   = [local.account]
    }
  }

  # Without it S3 answers 403 for an object that is gone, which looks like a wrong policy.
  statement {
    sid       = "TellMissingFromForbidden"
    actions   = ["s3:ListBucket"]
    resources = [local.source_arn, aws_s3_bucket.destination.arn]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceAccount"
      values   = [local.account]
    }
  }

  # Reads them too: an upload whose thumbnail is already there is skipped.
  statement {
    sid       = "WriteThumbnails"
    actions   = local.actions_on_thumbnails
    resources = ["${aws_s3_bucket.destination.arn}/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceAccount"
      values   = [local.account]
    }
  }

  dynamic "statement" {
    for_each = length(var.further_sources) > 0 ? [1] : []

    content {
      sid       = "ReadFurtherUploads"
      actions   = ["s3:GetObject", "s3:GetObjectVersion"]
      resources = [for arn in var.further_sources : "${arn}/*"]

      condition {
        test     = "StringEquals"
        variable = "aws:ResourceAccount"
        values   = [local.account]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.further_sources) > 0 ? [1] : []

    content {
      sid       = "TellMissingFromForbiddenThere"
      actions   = ["s3:ListBucket"]
      resources = var.further_sources

      condition {
        test     = "StringEquals"
        variable = "aws:ResourceAccount"
        values   = [local.account]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.further_destinations) > 0 ? [1] : []

    content {
      sid       = "WriteFurtherThumbnails"
      actions   = local.actions_on_thumbnails
      resources = [for arn in var.further_destinations : "${arn}/*"]

      condition {
        test     = "StringEquals"
        variable = "aws:ResourceAccount"
        values   = [local.destination_owner]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.further_destinations) > 0 ? [1] : []

    content {
      sid       = "TellMissingThumbnailsFromForbidden"
      actions   = ["s3:ListBucket"]
      resources = var.further_destinations

      condition {
        test     = "StringEquals"
        variable = "aws:ResourceAccount"
        values   = [local.destination_owner]
      }
    }
  }

  # A topic knows the first only, a bus the second.
  dynamic "statement" {
    for_each = var.notify != "" ? [1] : []

    content {
      sid       = "Notify"
      actions   = ["sns:Publish", "events:PutEvents"]
      resources = [var.notify]
    }
  }

  dynamic "statement" {
    for_each = length(var.recipe_object_arns) > 0 ? [1] : []

    content {
      sid       = "ReadRecipes"
      actions   = ["s3:GetObject"]
      resources = var.recipe_object_arns

      condition {
        test     = "StringEquals"
        variable = "aws:ResourceAccount"
        values   = [local.account]
      }
    }
  }

  dynamic "statement" {
    for_each = local.with_key ? [1] : []

    content {
      sid       = "UseKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.resize.arn}:*"]
  }

  statement {
    sid       = "ReportFailures"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failures.arn]
  }

  dynamic "statement" {
    for_each = local.queued ? [1] : []

    content {
      sid       = "ReadQueue"
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      resources = [aws_sqs_queue.uploads[0].arn]
    }
  }

  # X-Ray knows no resources: "*" is the only value there is.
  dynamic "statement" {
    for_each = var.tracing == "Active" ? [1] : []

    content {
      sid       = "SendTraces"
      actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      resources = ["*"]
    }
  }
}
