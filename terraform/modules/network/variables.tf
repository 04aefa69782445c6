# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Prefix of every name in the network, for example poc-atlas-dev."
  type        = string
  nullable    = false
}

variable "cidr" {
  description = "IPv4 block of the VPC, /16 to /20. Each zone gets a 1/256 of it as public and a 1/16 as private subnet."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "cidr must be an IPv4 block whose address is its first one, for example 10.40.0.0/16."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 20, false)
    error_message = "cidr must be between /16 and /20: smaller blocks leave less than a /28 for a public subnet."
  }
}

variable "zone_count" {
  description = "Availability zones to span; the load balancer and the brokers need at least two."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = contains([2, 3], var.zone_count)
    error_message = "zone_count must be 2 or 3."
  }
}
