# SPDX-License-Identifier: Apache-2.0

output "arn" {
  description = "ARN of the cluster, known once its capacity provider is set."
  value       = aws_ecs_cluster.this.arn
  depends_on  = [aws_ecs_cluster_capacity_providers.this]
}

output "name" {
  description = "Name of the cluster."
  value       = aws_ecs_cluster.this.name
}
