# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Name of the cluster, and prefix of its configuration's name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9-]{1,64}$", var.name))
    error_message = "A cluster's name has 1 to 64 letters, digits and hyphens."
  }
}

variable "vpc_id" {
  description = "VPC of the brokers."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Subnets of the brokers, one a zone; public ones where public access is ever wanted."
  type        = list(string)
  nullable    = false

  validation {
    condition     = contains([2, 3], length(var.subnet_ids))
    error_message = "MSK spreads its brokers over two or three zones: give as many subnets."
  }
}

variable "brokers_per_zone" {
  description = "Brokers in each zone."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.brokers_per_zone >= 1 && floor(var.brokers_per_zone) == var.brokers_per_zone
    error_message = "brokers_per_zone must be a whole number from 1."
  }
}

variable "kafka_version" {
  description = "Kafka version as MSK names it; public access needs 2.6.0 or later."
  type        = string
  default     = "3.8.x"
  nullable    = false

  validation {
    condition     = can(regex("^(2\\.8\\.[0-9]+|3\\.[0-9]+\\.([0-9]+|x)|4\\.[0-9]+\\.x)(\\.kraft)?$", var.kafka_version))
    error_message = "kafka_version must be one that MSK offers, for example 3.8.x."
  }
}

variable "instance_type" {
  description = "Type of a broker."
  type        = string
  default     = "kafka.t3.small"
  nullable    = false

  validation {
    condition     = can(regex("^(kafka|express)\\.[a-z0-9]+\\.[a-z0-9]+$", var.instance_type))
    error_message = "instance_type must be a broker type, for example kafka.t3.small."
  }
}

variable "volume_gib" {
  description = "Storage of a broker in GiB; it can grow, never shrink."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.volume_gib >= 1 && var.volume_gib <= 16384
    error_message = "volume_gib must be from 1 to 16384."
  }
}

variable "retention_hours" {
  description = "Hours for which a topic keeps its records unless it says otherwise."
  type        = number
  default     = 168
  nullable    = false

  validation {
    condition     = var.retention_hours >= 1
    error_message = "retention_hours must be at least 1."
  }
}

variable "enable_public_access" {
  description = "Whether the brokers are reachable from the internet too. MSK refuses it for a new cluster: create first, then switch it on."
  type        = bool
  default     = false
  nullable    = false
}

variable "public_access_cidrs" {
  description = "Addresses that may reach the public listeners, when there are any. IAM still decides what they may do."
  type        = set(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : can(cidrhost(cidr, 0))])
    error_message = "public_access_cidrs must hold IPv4 blocks, for example 203.0.113.0/24."
  }
}
