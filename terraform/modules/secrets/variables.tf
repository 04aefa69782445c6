# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Name of the secret, for example poc-atlas-dev/events-ingestion."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", var.name))
    error_message = "A secret's name has 1 to 512 letters, digits and /_+=.@- characters."
  }

  validation {
    condition     = !can(regex("-[A-Za-z0-9]{6}$", var.name))
    error_message = "A secret's name must not end in a hyphen and six characters: its ARN ends so, and a search by partial ARN would find the wrong one."
  }
}

variable "description" {
  description = "What the secret configures."
  type        = string
  nullable    = false
}

variable "value" {
  description = "The secret as one JSON object. Ephemeral: neither plan nor state ever holds it."
  type        = string
  ephemeral   = true
  sensitive   = true
  nullable    = false

  validation {
    condition     = can(keys(jsondecode(var.value)))
    error_message = "The value must be a JSON object: tasks take its keys one by one."
  }
}

variable "value_version" {
  description = "Raise it to write the value anew; an ephemeral value's change is not seen otherwise."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.value_version >= 1 && floor(var.value_version) == var.value_version
    error_message = "value_version must be a whole number from 1."
  }
}

variable "recovery_window_in_days" {
  description = "Days in which a deleted secret can be restored; 0 deletes at once and frees the name."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_in_days == 0 || (var.recovery_window_in_days >= 7 && var.recovery_window_in_days <= 30)
    error_message = "recovery_window_in_days must be 0, or from 7 to 30."
  }
}
