# SPDX-License-Identifier: Apache-2.0

data "aws_region" "current" {}

locals {
  name      = "events-ingestion"
  topic_arn = "${var.streaming.topic_arn_prefix}${var.topic}"
}

# Made anew at every plan and apply, written only when write_keys_version is raised.
ephemeral "aws_secretsmanager_random_password" "write_key" {
  for_each = var.write_key_ids

  password_length     = 32
  exclude_punctuation = true
}

module "secret" {
  source = "../secrets"

  name                    = "${var.prefix}/${local.name}"
  description             = "Configuration of ${var.prefix}-${local.name}: the write keys of its clients"
  value_version           = var.write_keys_version
  recovery_window_in_days = var.secret_recovery_window_in_days
  value = jsonencode({
    write_keys = [
      for id in sort(var.write_key_ids) :
      { id = id, key = ephemeral.aws_secretsmanager_random_password.write_key[id].random_password }
    ]
  })
}

module "service" {
  source = "../service"

  prefix                = var.prefix
  name                  = local.name
  cluster_arn           = var.cluster_arn
  vpc_id                = var.network.vpc_id
  subnet_ids            = var.network.private_subnet_ids
  image                 = var.image_tag == null ? null : join(":", [var.repository.url, coalesce(var.image_tag, "none")])
  repository_arn        = var.repository.arn
  desired_count         = var.desired_count
  port                  = var.port
  enable_load_balancer  = true
  target_group_arn      = var.edge.target_group_arn
  log_retention_in_days = var.log_retention_in_days

  environment = {
    AWS_REGION      = data.aws_region.current.id
    KAFKA_BOOTSTRAP = var.streaming.bootstrap_brokers_sasl_iam
    KAFKA_TOPIC     = var.topic
  }

  secrets     = { WRITE_KEYS = "${module.secret.arn}:write_keys::" }
  secret_arns = { configuration = module.secret.arn }

  allow_from = { edge = var.edge.security_group_id }
  allow_to   = { streaming = { security_group_id = var.streaming.security_group_id, port = 9098 } }

  task_policy = [
    {
      sid       = "ConnectAndWriteIdempotently"
      actions   = ["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"]
      resources = [var.streaming.cluster_arn]
    },
    {
      sid       = "MakeAndFillItsTopic"
      actions   = ["kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
      resources = [local.topic_arn]
    },
  ]
}
