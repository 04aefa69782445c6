# SPDX-License-Identifier: Apache-2.0

variable "prefix" {
  description = "Prefix of the names of what the service owns, for example poc-atlas-dev."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the service, of its one container and of its log group's last part."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "A service's name is 2 to 40 lower-case letters, digits and hyphens: its roles' names are longer and end at 64."
  }
}

variable "cluster_arn" {
  description = "ECS cluster to run in."
  type        = string
  nullable    = false
}

variable "vpc_id" {
  description = "VPC of the tasks."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Private subnets of the tasks, one a zone."
  type        = list(string)
  nullable    = false
}

variable "image" {
  description = "Image reference with its tag or digest. Null is refused when the task definition is planned, with a hint what to do."
  type        = string
  default     = null
}

variable "repository_arn" {
  description = "ECR repository of the image; null for an image of a public registry."
  type        = string
  default     = null
}

variable "cpu" {
  description = "CPU units of a task, 1024 a core."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "cpu must be one that Fargate offers: 256, 512, 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "memory" {
  description = "Memory of a task in MiB. The container that takes more is killed."
  type        = number
  default     = 512
  nullable    = false

  validation {
    condition     = var.memory == 512 || (var.memory >= 1024 && var.memory <= 122880 && var.memory % 1024 == 0)
    error_message = "memory must be 512, or a whole number of GiB (1024 MiB each) up to 120."
  }
}

variable "port" {
  description = "Port on which the container listens; null when it serves nobody."
  type        = number
  default     = null

  validation {
    condition     = var.port == null || try(var.port >= 1 && var.port <= 65535, false)
    error_message = "port must be from 1 to 65535."
  }
}

variable "desired_count" {
  description = "Tasks to keep running."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.desired_count >= 0 && floor(var.desired_count) == var.desired_count
    error_message = "desired_count must be a whole number from 0."
  }
}

variable "environment" {
  description = "Environment of the container, nothing secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Environment from secrets: name of the variable to `<secret ARN>:<JSON key>::`."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secret_arns" {
  description = "The secrets that `secrets` takes from; the execution role may read these and no other. A label each."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "task_policy" {
  description = "Statements of the task role's policy: what the code itself may do. Empty: nothing."
  type = list(object({
    sid       = string
    actions   = list(string)
    resources = list(string)
  }))
  default  = []
  nullable = false
}

variable "allow_from" {
  description = "Who may connect to the service's port: a label to a security group. Opens both halves."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "allow_to" {
  description = "Where the service may connect: a label to a security group and its port. Opens both halves."
  type        = map(object({ security_group_id = string, port = number }))
  default     = {}
  nullable    = false
}

variable "target_group_arn" {
  description = "Target group that the tasks join; null for none."
  type        = string
  default     = null
}

variable "enable_load_balancer" {
  description = "Whether target_group_arn is used; apart from it, because the ARN is not known before the first apply."
  type        = bool
  default     = false
  nullable    = false
}

variable "health_check_grace_period_s" {
  description = "Seconds in which a new task's failing target health does not end it."
  type        = number
  default     = 30
  nullable    = false
}

variable "stop_timeout_s" {
  description = "Seconds between SIGTERM and SIGKILL."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.stop_timeout_s >= 2 && var.stop_timeout_s <= 120
    error_message = "stop_timeout_s must be from 2 to 120: Fargate waits no longer."
  }
}

variable "log_retention_in_days" {
  description = "Days for which log lines are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_in_days)
    error_message = "log_retention_in_days must be a period that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}
