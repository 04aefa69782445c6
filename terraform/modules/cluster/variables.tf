# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Name of the ECS cluster."
  type        = string
  nullable    = false
}

variable "enable_container_insights" {
  description = "Whether CloudWatch collects metrics per task (billed apart)."
  type        = bool
  default     = false
  nullable    = false
}
