# Names, defaults and meanings are those of the parameters in docs/deploy.md.

variable "name" {
  type        = string
  description = "Part of the bucket names images-<name> and images-<name>-resized, which must be globally unique."

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "The name must have 2 to 40 characters of a-z, 0-9 and '-', with no '-' at the ends."
  }
}

variable "zip" {
  type        = string
  description = "Path of bootstrap.zip."
}

variable "existing_bucket" {
  type        = string
  default     = ""
  description = "An existing bucket with uploads, to use in place of images-<name>. Its notifications are yours."
}

variable "mode" {
  type        = string
  default     = "Direct"
  description = "Direct: S3 invokes the function. Queue: S3 sends to an SQS queue that Lambda reads in batches."

  validation {
    condition     = contains(["Direct", "Queue"], var.mode)
    error_message = "The mode must be Direct or Queue."
  }
}

variable "queue_concurrency" {
  type        = number
  default     = null
  description = "With mode Queue, maximum number of batches at the same time, 2 to 1000. Null: as the account allows."
}

variable "queue_max_receive_count" {
  type        = number
  default     = 5
  description = "With mode Queue, how often a message is received before it goes to the failure queue."
}

variable "queue_visibility_timeout" {
  type        = number
  default     = 360
  description = "With mode Queue, seconds until a failed message is received again. At least six times the timeout."
}

variable "function_name" {
  type        = string
  default     = "Create-Thumbnail"
  description = "Name of the function. Another one for each module in a region."
}

variable "architecture" {
  type        = string
  default     = "arm64"
  description = "Architecture of bootstrap.zip: arm64 or x86_64."
}

variable "width" {
  type        = number
  default     = null
  description = "Maximum width of the thumbnail in pixels. Null: 128, or unlimited if the height is set."
}

variable "height" {
  type        = number
  default     = null
  description = "Maximum height of the thumbnail in pixels. Null: 128, or unlimited if the width is set."
}

variable "format" {
  type        = string
  default     = ""
  description = "Format of the thumbnail: auto, jpeg, png, webp or gif. Empty: that of the upload."
}

variable "quality" {
  type        = string
  default     = null
  description = "Quality of JPEG and WebP, 1 to 100, auto, or a score from score=30 to score=95. Null: 80."
}

variable "recipe" {
  type        = string
  default     = ""
  description = "JSON or TOML, a preset, a path in the package, or s3://bucket/key. Not together with the four above."
}

variable "recipe_object_arns" {
  type        = list(string)
  default     = []
  description = "ARNs of the objects that recipe, recipes and buckets name as s3://bucket/key, so that they can be read."

  validation {
    condition     = alltrue([for arn in var.recipe_object_arns : can(regex("^arn:[^:]+:s3:::[^/*]+/[^*]+$", arn))])
    error_message = "Each must be the ARN of an object, without '*'."
  }
}

variable "recipes" {
  type        = string
  default     = ""
  description = "JSON: recipes that events and uploads may ask for by name."
}

variable "buckets" {
  type        = string
  default     = ""
  description = "JSON: recipe and destination of single source buckets. further_sources gives access to them."
}

variable "further_sources" {
  type        = list(string)
  default     = []
  description = "ARNs of further buckets of this account with uploads. Their notifications are yours."

  validation {
    condition     = alltrue([for arn in var.further_sources : can(regex("^arn:[a-z-]+:s3:::[a-z0-9.-]+$", arn))])
    error_message = "Each must be the ARN of a bucket, such as arn:aws:s3:::scans."
  }
}

variable "further_destinations" {
  type        = list(string)
  default     = []
  description = "ARNs of further buckets that the function writes thumbnails to."

  validation {
    condition     = alltrue([for arn in var.further_destinations : can(regex("^arn:[a-z-]+:s3:::[a-z0-9.-]+$", arn))])
    error_message = "Each must be the ARN of a bucket, such as arn:aws:s3:::scans-small."
  }
}

variable "destination_owner" {
  type        = string
  default     = ""
  description = "Account that all buckets with thumbnails must be of. Empty: this one, by the function's role."

  validation {
    condition     = can(regex("^$|^[0-9]{12}$", var.destination_owner))
    error_message = "The owner must be the 12 digits of an account, or empty."
  }
}

variable "notify" {
  type        = string
  default     = ""
  description = "ARN of an SNS topic or an EventBridge bus that is told what became of each upload. Empty: none."

  validation {
    condition = can(regex(
      "^$|^arn:[^:]+:(sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+|events:[a-z0-9-]+:[0-9]{12}:event-bus/[A-Za-z0-9._/-]+)$",
      var.notify,
    ))
    error_message = "It must be the ARN of an SNS topic that is not FIFO, or of an EventBridge bus, or empty."
  }
}

variable "cache_control" {
  type        = string
  default     = ""
  description = "Cache-Control of thumbnails whose recipe says none, such as public, max-age=3600. Empty: no header."

  validation {
    condition     = can(regex("^[ -~]*$", var.cache_control))
    error_message = "It must be the value of a header, in ASCII, or empty."
  }
}

variable "deletions" {
  type        = bool
  default     = false
  description = "Deleted uploads invoke the function, which may delete thumbnails. Also set deletions in the recipe."
}

variable "kms_key_arn" {
  type        = string
  default     = ""
  description = "Key that encrypts uploads and thumbnails, SSE-KMS. Empty: keys of S3 (SSE-S3)."

  validation {
    condition     = can(regex("^$|^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/[0-9a-z-]+$", var.kms_key_arn))
    error_message = "It must be the ARN of a key, not of an alias, or empty."
  }
}

variable "access_log_bucket" {
  type        = string
  default     = ""
  description = "Bucket for server access logs of both buckets. It must let S3 write them. Empty: no access logs."
}

variable "memory_size" {
  type        = number
  default     = 1769
  description = "Memory in MB. 1769 MB gives one vCPU; less memory gives a share of it."
}

variable "timeout" {
  type        = number
  default     = 60
  description = "Seconds per event."
}

variable "reserved_concurrency" {
  type        = number
  default     = null
  description = "Maximum number of concurrent invocations, reserved from the account's limit. Null: no reservation."
}

variable "retries" {
  type        = number
  default     = 2
  description = "How often Lambda retries a failed event before it goes to the failure queue: 0, 1 or 2."
}

variable "tracing" {
  type        = string
  default     = "PassThrough"
  description = "Active sends X-Ray traces."
}

variable "alarm_email" {
  type        = string
  default     = ""
  description = "Email address for alarms. Empty: no email; the alarms still exist."
}

variable "min_success_rate" {
  type        = number
  default     = 95
  description = "Alarm if less than this percentage of invocations succeeds in five minutes. 0: no such alarm."
}

variable "max_rejection_rate" {
  type        = number
  default     = 50
  description = "Alarm if more than this percentage of uploads is rejected in five minutes. 100: no such alarm."
}

variable "log_level" {
  type        = string
  default     = "INFO"
  description = "Log level, TRACE to ERROR. Metrics are written at any level."
}

variable "log_days" {
  type        = number
  default     = 30
  description = "Days to keep log lines. They contain bucket names and keys."
}
