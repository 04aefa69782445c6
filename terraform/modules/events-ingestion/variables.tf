# SPDX-License-Identifier: Apache-2.0

variable "prefix" {
  description = "Prefix of names, for example poc-atlas-dev."
  type        = string
  nullable    = false
}

variable "cluster_arn" {
  description = "ECS cluster to run in."
  type        = string
  nullable    = false
}

variable "network" {
  description = "Where the tasks live."
  type        = object({ vpc_id = string, private_subnet_ids = list(string) })
  nullable    = false
}

variable "edge" {
  description = "Balancer in front: its security group and the service's target group."
  type        = object({ security_group_id = string, target_group_arn = string })
  nullable    = false
}

variable "streaming" {
  description = "Kafka cluster to publish to."
  type = object({
    cluster_arn                = string
    topic_arn_prefix           = string
    security_group_id          = string
    bootstrap_brokers_sasl_iam = string
  })
  nullable = false
}

variable "repository" {
  description = "ECR repository of the image."
  type        = object({ url = string, arn = string })
  nullable    = false
}

variable "image_tag" {
  description = "Tag of the image: 12 hex digits of its manifest's digest; null while nothing was pushed."
  type        = string
  default     = null
}

variable "port" {
  description = "Port of the container."
  type        = number
  default     = 8080
  nullable    = false
}

variable "topic" {
  description = "Topic for the events. The service makes it when absent, and its role may make or write no other."
  type        = string
  default     = "atlas.l1.telemetry.event"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]{1,249}$", var.topic)) && !contains([".", ".."], var.topic)
    error_message = "A topic's name has 1 to 249 letters, digits, dots, hyphens and underscores."
  }
}

variable "desired_count" {
  description = "Tasks to keep running; two put one in each zone."
  type        = number
  default     = 2
  nullable    = false
}

variable "write_key_ids" {
  description = "Ids of the write keys; each gets a random key of its own. The ids are written to the events, the keys never."
  type        = set(string)
  default     = ["default"]
  nullable    = false

  validation {
    condition     = length(var.write_key_ids) > 0 && alltrue([for id in var.write_key_ids : can(regex("^[a-z0-9][a-z0-9-]{0,31}$", id))])
    error_message = "There must be a write key; an id has 1 to 32 lower-case letters, digits and hyphens."
  }
}

variable "write_keys_version" {
  description = "Raise it to make all write keys anew, and after changing write_key_ids."
  type        = number
  default     = 1
  nullable    = false
}

variable "secret_recovery_window_in_days" {
  description = "Days in which the deleted secret can be restored; 0 deletes at once."
  type        = number
  default     = 30
  nullable    = false
}

variable "log_retention_in_days" {
  description = "Days for which log lines are kept."
  type        = number
  default     = 30
  nullable    = false
}
