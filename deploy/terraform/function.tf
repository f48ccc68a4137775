resource "aws_lambda_function" "resize" {
  function_name                  = var.function_name
  description                    = "Makes a thumbnail of every upload"
  runtime                        = "provided.al2023"
  architectures                  = [var.architecture]
  handler                        = "bootstrap"
  filename                       = var.zip
  source_code_hash               = filebase64sha256(var.zip)
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  reserved_concurrent_executions = var.reserved_concurrency == null ? -1 : var.reserved_concurrency
  role                           = aws_iam_role.resize.arn
  # Each change of program or settings is a version, which the alias below gets.
  publish = true

  tracing_config {
    mode = var.tracing
  }

  logging_config {
    log_group  = aws_cloudwatch_log_group.resize.name
    log_format = "JSON"
    # The program keeps to log_level. Lambda's filter would take the lines with the metrics for INFO.
    application_log_level = "TRACE"
    system_log_level      = "INFO"
  }

  environment {
    # An empty variable counts as one that is not set.
    variables = { for name, value in local.variables : name => value if value != null && value != "" }
  }

  # Lambda looks whether the role may do what the function is set to.
  depends_on = [aws_iam_role_policy.resize]
}

locals {
  variables = {
    THUMBOX_LOG_LEVEL     = var.log_level
    THUMBOX_DEST_BUCKET   = "images-${var.name}-resized"
    THUMBOX_DEST_OWNER    = var.destination_owner
    THUMBOX_WIDTH         = var.width
    THUMBOX_HEIGHT        = var.height
    THUMBOX_FORMAT        = var.format
    THUMBOX_QUALITY       = var.quality
    THUMBOX_RECIPE        = var.recipe
    THUMBOX_RECIPES       = var.recipes
    THUMBOX_BUCKETS       = var.buckets
    THUMBOX_NOTIFY        = var.notify
    THUMBOX_CACHE_CONTROL = var.cache_control
  }
}

# What uploads invoke.
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.resize.function_name
  function_version = aws_lambda_function.resize.version
}

# Events that somebody sends without the alias are not to be lost either.
resource "aws_lambda_function_event_invoke_config" "on_failure" {
  for_each = toset(["live", "$LATEST"])

  function_name          = aws_lambda_function.resize.function_name
  qualifier              = each.value
  maximum_retry_attempts = var.retries

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failures.arn
    }
  }

  depends_on = [aws_lambda_alias.live]
}

resource "aws_cloudwatch_log_group" "resize" {
  name              = "/aws/lambda/${var.function_name}"
  retention_in_days = var.log_days
}
