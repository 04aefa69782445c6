# SPDX-License-Identifier: Apache-2.0

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  full_name = "${var.prefix}-${var.name}"

  # Every default that ECS would fill in is given, in ECS's order: what it returns is what was sent, and plans stay empty.
  container = {
    name                   = var.name
    image                  = var.image
    cpu                    = 0
    essential              = true
    readonlyRootFilesystem = true
    stopTimeout            = var.stop_timeout_s
    environment            = [for name in sort(keys(var.environment)) : { name = name, value = var.environment[name] }]
    secrets                = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
    mountPoints            = []
    systemControls         = []
    volumesFrom            = []
    portMappings           = var.port == null ? [] : [{ containerPort = var.port, hostPort = var.port, protocol = "tcp" }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.this.name
        "awslogs-region"        = data.aws_region.current.id
        "awslogs-stream-prefix" = "ecs"
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.prefix}/${var.name}"
  retention_in_days = var.log_retention_in_days
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.full_name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([local.container])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  lifecycle {
    precondition {
      condition     = var.image != null
      error_message = "There is no image of ${var.name} yet. `make images` builds and pushes the images and writes their tags to images.auto.tfvars.json beside the root; before that, apply with -target=module.registry -target=module.streaming only."
    }
  }
}

resource "aws_ecs_service" "this" {
  name            = var.name
  cluster         = var.cluster_arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.desired_count
  launch_type     = "FARGATE"

  enable_execute_command             = false
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  availability_zone_rebalancing      = "DISABLED"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = var.enable_load_balancer ? var.health_check_grace_period_s : null

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "load_balancer" {
    for_each = var.enable_load_balancer ? [var.target_group_arn] : []

    content {
      container_name   = var.name
      container_port   = var.port
      target_group_arn = load_balancer.value
    }
  }

  # The first task needs its roles' rights and its ways through the groups, and the last one still has them.
  depends_on = [
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
    aws_vpc_security_group_egress_rule.aws,
    aws_vpc_security_group_egress_rule.from,
    aws_vpc_security_group_egress_rule.to,
    aws_vpc_security_group_ingress_rule.from,
    aws_vpc_security_group_ingress_rule.to,
  ]
}
