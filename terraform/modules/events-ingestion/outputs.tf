# SPDX-License-Identifier: Apache-2.0

output "service_name" {
  description = "Name of the ECS service."
  value       = module.service.name
}

output "log_group_name" {
  description = "CloudWatch log group of the tasks."
  value       = module.service.log_group_name
}

output "secret_arn" {
  description = "Secret with the write keys: a JSON object, `write_keys` is an array of {id, key}."
  value       = module.secret.arn
}

output "security_group_id" {
  description = "Security group of the tasks."
  value       = module.service.security_group_id
}

output "topic" {
  description = "Topic that the events are written to."
  value       = var.topic
}
