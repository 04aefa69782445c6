# SPDX-License-Identifier: Apache-2.0

output "arn" {
  description = "ARN of the secret, known once it has a value: a task that names it earlier would not start."
  value       = aws_secretsmanager_secret.this.arn
  depends_on  = [aws_secretsmanager_secret_version.this]
}

output "name" {
  description = "Name of the secret."
  value       = aws_secretsmanager_secret.this.name
}
