# SPDX-License-Identifier: Apache-2.0

variable "project" {
  description = "First part of every name."
  type        = string
  default     = "poc-atlas"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,9}[a-z0-9]$", var.project))
    error_message = "project must be 2 to 11 lower-case letters, digits and hyphens: target groups' names end at 32."
  }
}

variable "environment" {
  description = "Second part of every name. The staging root deploys the dev shape by default: docs/environment-model.md tells why."
  type        = string
  default     = "dev"
  nullable    = false

  validation {
    condition     = contains(["dev", "stg"], var.environment)
    error_message = "environment must be dev or stg: this root has staging's values, production has a root of its own."
  }
}

variable "aws_region" {
  description = "AWS region of everything in this root."
  type        = string
  default     = "us-east-1"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.aws_region))
    error_message = "aws_region must be a region's code, for example us-east-1."
  }
}

variable "vpc_cidr" {
  description = "IPv4 block of the VPC, /16 to /20."
  type        = string
  default     = "10.40.0.0/16"
  nullable    = false
}

variable "events_ingestion_host" {
  description = "Public host name of the events ingestion API."
  type        = string
  default     = "events.staging.atlas.test"
  nullable    = false
}

variable "route53_zone_id" {
  description = "Hosted zone for the hosts' records and for the certificate's validation; null leaves DNS to you."
  type        = string
  default     = null

  validation {
    condition     = var.route53_zone_id == null || can(regex("^Z[A-Z0-9]+$", var.route53_zone_id))
    error_message = "route53_zone_id must be a hosted zone's id, for example Z0123456789ABCDEFGHIJ."
  }
}

variable "edge_ingress_cidrs" {
  description = "Addresses that may reach the public edge."
  type        = set(string)
  default     = ["0.0.0.0/0"]
  nullable    = false
}

variable "enable_msk_public_access" {
  description = "Whether the brokers have public listeners too. Must be false in the apply that creates the cluster."
  type        = bool
  default     = true
  nullable    = false
}

variable "msk_public_access_cidrs" {
  description = "Addresses that may reach the brokers' public listeners."
  type        = set(string)
  default     = ["0.0.0.0/0"]
  nullable    = false
}

variable "msk_instance_type" {
  description = "Type of a Kafka broker."
  type        = string
  default     = "kafka.t3.small"
  nullable    = false
}

variable "msk_volume_gib" {
  description = "Storage of a Kafka broker in GiB; it can grow, never shrink."
  type        = number
  default     = 20
  nullable    = false
}

variable "events_ingestion_image_tag" {
  description = "Image to run: 12 hex digits of its manifest's digest. `make images` writes it to images.auto.tfvars.json."
  type        = string
  default     = null

  validation {
    condition     = var.events_ingestion_image_tag == null || can(regex("^[0-9a-f]{12}$", var.events_ingestion_image_tag))
    error_message = "events_ingestion_image_tag must be 12 lower-case hex digits: tags are named after contents."
  }
}

variable "events_ingestion_desired_count" {
  description = "Tasks of events ingestion; two put one in each zone."
  type        = number
  default     = 2
  nullable    = false
}

variable "events_ingestion_topic" {
  description = "Kafka topic of the events."
  type        = string
  default     = "atlas.l1.telemetry.event"
  nullable    = false
}

variable "events_ingestion_write_key_ids" {
  description = "Ids of the write keys of events ingestion."
  type        = set(string)
  default     = ["default"]
  nullable    = false
}

variable "events_ingestion_write_keys_version" {
  description = "Raise it to make all write keys anew, and after changing their ids."
  type        = number
  default     = 1
  nullable    = false
}

variable "log_retention_in_days" {
  description = "Days for which log lines are kept."
  type        = number
  default     = 14
  nullable    = false
}
