locals {
  # An archived upload is rejected, and can be read once it is restored.
  events = concat(
    ["s3:ObjectCreated:*", "s3:ObjectRestore:Completed"],
    var.deletions ? ["s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"] : [],
  )
  # The buckets that invoke the function or send to its queue.
  sources = concat([local.source_arn], var.further_sources)
}

# No suffix filter: S3 compares case (.JPG), and the function looks at the content anyway.
resource "aws_s3_bucket_notification" "source" {
  count = var.existing_bucket == "" ? 1 : 0

  bucket = aws_s3_bucket.source[0].id

  dynamic "lambda_function" {
    for_each = local.queued ? [] : [aws_lambda_alias.live.arn]

    content {
      lambda_function_arn = lambda_function.value
      events              = local.events
    }
  }

  dynamic "queue" {
    for_each = local.queued ? [aws_sqs_queue.uploads[0].arn] : []

    content {
      queue_arn = queue.value
      events    = local.events
    }
  }

  # S3 accepts notifications only if it may send them.
  depends_on = [aws_lambda_permission.source, aws_sqs_queue_policy.uploads]
}

resource "aws_lambda_permission" "source" {
  for_each = toset([for arn in local.sources : arn if !local.queued])

  function_name  = aws_lambda_function.resize.function_name
  qualifier      = aws_lambda_alias.live.name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = each.value
  source_account = local.account
}
