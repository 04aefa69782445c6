# SPDX-License-Identifier: Apache-2.0

variable "name" {
  description = "Prefix of the repositories' names, followed by a slash."
  type        = string
  nullable    = false
}

variable "repositories" {
  description = "Names of the first-party images, a repository each."
  type        = set(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in var.repositories : can(regex("^[a-z0-9]+([-_.][a-z0-9]+)*$", name))])
    error_message = "A repository's name is lower-case letters and digits with single -, _ or . between them."
  }
}

variable "images_kept" {
  description = "How many of the newest images of a repository are kept; a service rolls back only to a kept one."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.images_kept >= 2 && var.images_kept <= 1000 && floor(var.images_kept) == var.images_kept
    error_message = "images_kept must be a whole number from 2 (the present image and the one before) to 1000."
  }
}

variable "force_delete" {
  description = "Whether destroying a repository deletes the images in it; otherwise a repository with images stays."
  type        = bool
  default     = false
  nullable    = false
}
