# SPDX-License-Identifier: Apache-2.0

locals {
  zones = length(var.subnet_ids)

  # A record is on as many brokers as there are zones. With two, both in sync could not be demanded: each restart
  # of a broker, and MSK patches them one by one, would stop every producer.
  replication_factor  = local.zones
  min_insync_replicas = local.zones - 1
}

resource "aws_security_group" "this" {
  name        = "${var.name}-streaming"
  description = "Brokers of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-streaming" }
}

# Rules for clients inside the VPC stand with those clients (module service). Brokers start no connection of their own.
resource "aws_vpc_security_group_ingress_rule" "public" {
  for_each = var.enable_public_access ? var.public_access_cidrs : []

  security_group_id = aws_security_group.this.id
  description       = "Kafka by IAM and TLS, public listeners"
  ip_protocol       = "tcp"
  from_port         = 9198
  to_port           = 9198
  cidr_ipv4         = each.key
}

resource "aws_msk_configuration" "this" {
  name        = var.name
  description = "Broker configuration of ${var.name}"

  server_properties = join("\n", [
    "auto.create.topics.enable=false",
    "default.replication.factor=${local.replication_factor}",
    "log.retention.hours=${var.retention_hours}",
    "min.insync.replicas=${local.min_insync_replicas}",
    "num.partitions=6",
    "unclean.leader.election.enable=false",
    "",
  ])
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = local.zones * var.brokers_per_zone

  broker_node_group_info {
    client_subnets  = var.subnet_ids
    instance_type   = var.instance_type
    security_groups = [aws_security_group.this.id]

    connectivity_info {
      public_access {
        type = var.enable_public_access ? "SERVICE_PROVIDED_EIPS" : "DISABLED"
      }
    }

    storage_info {
      ebs_storage_info {
        volume_size = var.volume_gib
      }
    }
  }

  client_authentication {
    unauthenticated = false

    sasl {
      iam = true
    }
  }

  encryption_info {
    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }
}

# The cluster's own attributes keep their old value through the apply that switches public access on; what is read after
# that change does not.
data "aws_msk_bootstrap_brokers" "this" {
  cluster_arn = aws_msk_cluster.this.arn
  depends_on  = [aws_msk_cluster.this]
}
