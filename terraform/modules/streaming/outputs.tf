# SPDX-License-Identifier: Apache-2.0

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_msk_cluster.this.arn
}

output "topic_arn_prefix" {
  description = "What the ARN of each topic of the cluster begins with, for policies: append the topic's name."
  value       = "${replace(aws_msk_cluster.this.arn, ":cluster/", ":topic/")}/"
}

output "security_group_id" {
  description = "Security group of the brokers."
  value       = aws_security_group.this.id
}

output "bootstrap_brokers_sasl_iam" {
  description = "Bootstrap brokers inside the VPC, IAM and TLS, port 9098."
  value       = data.aws_msk_bootstrap_brokers.this.bootstrap_brokers_sasl_iam
}

output "bootstrap_brokers_public_sasl_iam" {
  description = "Bootstrap brokers on the internet, IAM and TLS, port 9198; empty while public access is off."
  value       = data.aws_msk_bootstrap_brokers.this.bootstrap_brokers_public_sasl_iam
}
