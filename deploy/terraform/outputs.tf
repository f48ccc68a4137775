output "source_bucket" {
  description = "Bucket for uploads"
  value       = local.source_bucket
  # Who uploads is to find the notification there.
  depends_on = [aws_s3_bucket_notification.source]
}

output "destination_bucket" {
  description = "Bucket with the thumbnails"
  value       = aws_s3_bucket.destination.id
}

output "function_arn" {
  description = "ARN of the function's alias, for S3 notifications and S3 Batch Operations"
  value       = aws_lambda_alias.live.arn
}

output "role_name" {
  description = "Name of the function's role, to add permissions to"
  value       = aws_iam_role.resize.name
}

output "queue_arn" {
  description = "With mode Queue, ARN of the queue, for the notifications of an existing bucket"
  value       = local.queued ? aws_sqs_queue.uploads[0].arn : null
}

output "failure_queue" {
  description = "URL of the queue of events that failed after all retries"
  value       = aws_sqs_queue.failures.url
}
