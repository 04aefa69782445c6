# SPDX-License-Identifier: Apache-2.0

# Endpoint and credentials come from the environment, as for every AWS tool.
provider "aws" {
  region = var.aws_region

  default_tags {
    tags = {
      Project     = var.project
      Environment = var.environment
      ManagedBy   = "terraform"
    }
  }
}

locals {
  name = "${var.project}-${var.environment}"
}

module "network" {
  source = "../modules/network"

  name = local.name
  cidr = var.vpc_cidr
}

module "registry" {
  source = "../modules/registry"

  name         = local.name
  repositories = ["events-ingestion"]
  force_delete = true
}

module "cluster" {
  source = "../modules/cluster"

  name = local.name
}

module "streaming" {
  source = "../modules/streaming"

  name                 = local.name
  vpc_id               = module.network.vpc_id
  subnet_ids           = module.network.public_subnet_ids
  instance_type        = var.msk_instance_type
  volume_gib           = var.msk_volume_gib
  enable_public_access = var.enable_msk_public_access
  public_access_cidrs  = var.msk_public_access_cidrs
}

module "edge" {
  source = "../modules/edge"

  name            = local.name
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.public_subnet_ids
  ingress_cidrs   = var.edge_ingress_cidrs
  route53_zone_id = var.route53_zone_id
  default_route   = "events-ingestion"

  routes = {
    events-ingestion = { hosts = [var.events_ingestion_host], priority = 100, port = 8080 }
  }
}

module "events_ingestion" {
  source = "../modules/events-ingestion"

  prefix                         = local.name
  cluster_arn                    = module.cluster.arn
  image_tag                      = var.events_ingestion_image_tag
  desired_count                  = var.events_ingestion_desired_count
  topic                          = var.events_ingestion_topic
  write_key_ids                  = var.events_ingestion_write_key_ids
  write_keys_version             = var.events_ingestion_write_keys_version
  secret_recovery_window_in_days = 0
  log_retention_in_days          = var.log_retention_in_days

  network = {
    vpc_id             = module.network.vpc_id
    private_subnet_ids = module.network.private_subnet_ids
  }

  edge = {
    security_group_id = module.edge.security_group_id
    target_group_arn  = module.edge.target_group_arns["events-ingestion"]
  }

  streaming = {
    cluster_arn                = module.streaming.cluster_arn
    topic_arn_prefix           = module.streaming.topic_arn_prefix
    security_group_id          = module.streaming.security_group_id
    bootstrap_brokers_sasl_iam = module.streaming.bootstrap_brokers_sasl_iam
  }

  repository = {
    url = module.registry.repository_urls["events-ingestion"]
    arn = module.registry.repository_arns["events-ingestion"]
  }
}
