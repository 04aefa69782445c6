# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Name of the load balancer, and prefix of what belongs to it."
  type        = string
  nullable    = false
}

variable "vpc_id" {
  description = "VPC of the balancer and of its targets."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Public subnets of the balancer, one a zone."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "An application load balancer needs subnets in at least two zones."
  }
}

variable "routes" {
  description = "What the edge serves: a target group each, and a host-header rule for its hosts. Lower priorities match first."
  type = map(object({
    hosts                   = list(string)
    priority                = number
    port                    = number
    health_check_path       = optional(string, "/ready")
    deregistration_delay_s  = optional(number, 30)
    health_check_interval_s = optional(number, 10)
  }))
  nullable = false

  validation {
    condition     = length(var.routes) > 0 && alltrue([for route in var.routes : length(route.hosts) > 0 && length(route.hosts) <= 5])
    error_message = "There must be a route, and each has one to five hosts."
  }

  validation {
    condition     = alltrue([for host in flatten([for route in var.routes : route.hosts]) : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", host))])
    error_message = "A host is a full DNS name in lower case, for example events.example.com."
  }

  validation {
    condition     = length(distinct(flatten([for route in var.routes : route.hosts]))) == length(flatten([for route in var.routes : route.hosts]))
    error_message = "A host belongs to one route."
  }

  validation {
    condition     = length(distinct([for route in var.routes : route.priority])) == length(var.routes) && alltrue([for route in var.routes : route.priority >= 1 && route.priority <= 50000])
    error_message = "Each route has a priority of its own, from 1 to 50000."
  }

  validation {
    condition     = alltrue([for route in var.routes : route.health_check_interval_s >= 5 && route.health_check_interval_s <= 300 && route.deregistration_delay_s >= 0 && route.deregistration_delay_s <= 3600])
    error_message = "health_check_interval_s is from 5 to 300, deregistration_delay_s from 0 to 3600."
  }
}

variable "default_route" {
  description = "Key of the route that serves every host no rule names."
  type        = string
  nullable    = false

  validation {
    condition     = contains(keys(var.routes), var.default_route)
    error_message = "default_route must be a key of routes."
  }
}

variable "ingress_cidrs" {
  description = "Addresses that may reach ports 80 and 443."
  type        = set(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.ingress_cidrs : can(cidrhost(cidr, 0))])
    error_message = "ingress_cidrs must hold IPv4 blocks, for example 203.0.113.0/24."
  }
}

variable "route53_zone_id" {
  description = "Hosted zone in which the hosts and the certificate's validation get their records; null leaves DNS to you."
  type        = string
  default     = null
}

variable "ssl_policy" {
  description = "TLS policy of the HTTPS listener; the default refuses everything below TLS 1.2."
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  nullable    = false
}

variable "enable_deletion_protection" {
  description = "Whether the balancer refuses to be deleted."
  type        = bool
  default     = false
  nullable    = false
}
