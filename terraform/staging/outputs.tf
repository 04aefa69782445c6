# SPDX-License-Identifier: Apache-2.0

output "alb_dns_name" {
  description = "DNS name of the public load balancer."
  value       = module.edge.dns_name
}

output "events_ingestion_url" {
  description = "Public URL of the events ingestion API."
  value       = module.edge.urls["events-ingestion"]
}

output "ecs_cluster_name" {
  description = "Name of the shared ECS cluster."
  value       = module.cluster.name
}

output "msk_cluster_arn" {
  description = "ARN of the Kafka cluster."
  value       = module.streaming.cluster_arn
}

output "msk_bootstrap_brokers_sasl_iam" {
  description = "Kafka bootstrap brokers inside the VPC, IAM and TLS."
  value       = module.streaming.bootstrap_brokers_sasl_iam
}

output "msk_bootstrap_brokers_public_sasl_iam" {
  description = "Kafka bootstrap brokers on the internet, IAM and TLS; empty while public access is off."
  value       = module.streaming.bootstrap_brokers_public_sasl_iam
}

output "events_ingestion_repository_url" {
  description = "Where the image of events ingestion is pushed to."
  value       = module.registry.repository_urls["events-ingestion"]
}

output "events_ingestion_service_name" {
  description = "Name of the ECS service of events ingestion."
  value       = module.events_ingestion.service_name
}

output "events_ingestion_log_group_name" {
  description = "CloudWatch log group of events ingestion."
  value       = module.events_ingestion.log_group_name
}

output "events_ingestion_secret_arn" {
  description = "Secret with the write keys of events ingestion."
  value       = module.events_ingestion.secret_arn
}

output "events_ingestion_topic" {
  description = "Kafka topic of the events."
  value       = module.events_ingestion.topic
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}
