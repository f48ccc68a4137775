resource "aws_sns_topic" "alarms" {
  count = var.alarm_email == "" ? 0 : 1

  name = "thumbox-${var.name}-alarms"
}

resource "aws_sns_topic_subscription" "alarms" {
  count = var.alarm_email == "" ? 0 : 1

  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

locals {
  of_function = { FunctionName = aws_lambda_function.resize.function_name }

  # Each goes off if the metric is above the threshold in five minutes.
  alarms = {
    failures = {
      description = "Uploads have failed after all retries and are in the failure queue."
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      statistic   = "Maximum"
      threshold   = 0
      dimensions  = { QueueName = aws_sqs_queue.failures.name }
      wanted      = true
    }
    throttles = {
      description = "Lambda throttled uploads because the concurrency limit is reached."
      namespace   = "AWS/Lambda"
      metric      = "Throttles"
      statistic   = "Sum"
      threshold   = 0
      dimensions  = local.of_function
      wanted      = true
    }
    traps = {
      description = "The component broke down at an upload, which is a bug. The upload is in the failure queue."
      namespace   = "Thumbox"
      metric      = "Trapped"
      statistic   = "Sum"
      threshold   = 0
      dimensions  = local.of_function
      wanted      = true
    }
    notices = {
      description = "Notify did not take what became of an upload. The event is retried."
      namespace   = "Thumbox"
      metric      = "NoticesFailed"
      statistic   = "Sum"
      threshold   = 0
      dimensions  = local.of_function
      wanted      = var.notify != ""
    }
    dropped = {
      description = "Lambda dropped events, which are lost."
      namespace   = "AWS/Lambda"
      metric      = "AsyncEventsDropped"
      statistic   = "Sum"
      threshold   = 0
      dimensions  = local.of_function
      wanted      = true
    }
    undelivered = {
      description = "Lambda could not send failed events to the failure queue; they are lost."
      namespace   = "AWS/Lambda"
      metric      = "DestinationDeliveryFailures"
      statistic   = "Sum"
      threshold   = 0
      dimensions  = local.of_function
      wanted      = true
    }
    age = {
      description = "Events wait for more than 5 minutes before the function gets them."
      namespace   = "AWS/Lambda"
      metric      = "AsyncEventAge"
      statistic   = "Maximum"
      threshold   = 300000
      dimensions  = local.of_function
      wanted      = true
    }
    queue-age = {
      description = "An upload has waited in the queue for more than 15 minutes."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      statistic   = "Maximum"
      threshold   = 900
      dimensions  = { QueueName = "thumbox-${var.name}-uploads" }
      wanted      = local.queued
    }
  }

  # Each goes off if a rate of two metrics, in percent, is beyond the threshold in five minutes.
  rate_alarms = {
    success-rate = {
      description = "More invocations fail than min_success_rate allows."
      label       = "Success rate (%)"
      expression  = "100 - 100 * errors / MAX([errors, invocations])"
      namespace   = "AWS/Lambda"
      metrics     = { errors = "Errors", invocations = "Invocations" }
      comparison  = "LessThanThreshold"
      threshold   = var.min_success_rate
      wanted      = var.min_success_rate != 0
    }
    rejections = {
      description = "More uploads are rejected than max_rejection_rate allows."
      label       = "Rejected (%)"
      expression  = "100 * rejected / MAX([rejected + made, 1])"
      namespace   = "Thumbox"
      metrics     = { rejected = "Rejected", made = "ImagesResized" }
      comparison  = "GreaterThanThreshold"
      threshold   = var.max_rejection_rate
      wanted      = var.max_rejection_rate != 100
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "metric" {
  for_each = { for name, alarm in local.alarms : name => alarm if alarm.wanted }

  alarm_name          = "thumbox-${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  # Nothing is measured while nothing is uploaded.
  treat_missing_data = "notBreaching"
  alarm_actions      = aws_sns_topic.alarms[*].arn
}

resource "aws_cloudwatch_metric_alarm" "rate" {
  for_each = { for name, alarm in local.rate_alarms : name => alarm if alarm.wanted }

  alarm_name          = "thumbox-${var.name}-${each.key}"
  alarm_description   = each.value.description
  evaluation_periods  = 1
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = aws_sns_topic.alarms[*].arn

  metric_query {
    id          = "rate"
    label       = each.value.label
    expression  = each.value.expression
    return_data = true
  }

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id = metric_query.key

      metric {
        namespace   = each.value.namespace
        metric_name = metric_query.value
        dimensions  = local.of_function
        period      = 300
        stat        = "Sum"
      }
    }
  }
}
