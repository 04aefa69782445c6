# SPDX-License-Identifier: Apache-2.0

output "repository_urls" {
  description = "Image name to repository URL: what is pushed to and pulled from, without a tag."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

output "repository_arns" {
  description = "Image name to repository ARN, for the roles that pull from it."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.arn }
}
