# Events that failed with all their retries, from Lambda or from the queue. Nothing reads it; the alarm says when there
# is something in it.
resource "aws_sqs_queue" "failures" {
  name                    = "thumbox-${var.name}-failures"
  sqs_managed_sse_enabled = true
  # 14 days, the longest there is.
  message_retention_seconds = 1209600
}

# Uploads that wait for the function, with mode Queue.
resource "aws_sqs_queue" "uploads" {
  count = local.queued ? 1 : 0

  name                       = "thumbox-${var.name}-uploads"
  sqs_managed_sse_enabled    = true
  visibility_timeout_seconds = var.queue_visibility_timeout
  message_retention_seconds  = 1209600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failures.arn
    maxReceiveCount     = var.queue_max_receive_count
  })
}

resource "aws_sqs_queue_policy" "failures" {
  queue_url = aws_sqs_queue.failures.url
  policy    = data.aws_iam_policy_document.failures.json
}

data "aws_iam_policy_document" "failures" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.failures.arn]

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

resource "aws_sqs_queue_policy" "uploads" {
  count = local.queued ? 1 : 0

  queue_url = aws_sqs_queue.uploads[0].url
  policy    = data.aws_iam_policy_document.uploads[0].json
}

data "aws_iam_policy_document" "uploads" {
  count = local.queued ? 1 : 0

  statement {
    sid       = "SourceMaySend"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.uploads[0].arn]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = local.sources
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }

  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.uploads[0].arn]

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

resource "aws_lambda_event_source_mapping" "uploads" {
  count = local.queued ? 1 : 0

  function_name    = aws_lambda_alias.live.arn
  event_source_arn = aws_sqs_queue.uploads[0].arn
  batch_size       = 10
  # A batch comes back without the messages that are done.
  function_response_types = ["ReportBatchItemFailures"]

  dynamic "scaling_config" {
    for_each = var.queue_concurrency == null ? [] : [var.queue_concurrency]

    content {
      maximum_concurrency = scaling_config.value
    }
  }

  # Lambda looks whether the role may read the queue.
  depends_on = [aws_iam_role_policy.resize]
}
