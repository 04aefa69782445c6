# SPDX-License-Identifier: Apache-2.0

locals {
  # Only tasks of this account and region may wear the roles: ECS cannot be talked into lending them to somebody else.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EcsTasks"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:ecs:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:*" }
      }
    }]
  })

  pull = var.repository_arn == null ? [] : [
    {
      Sid      = "LogInToTheRegistry"
      Effect   = "Allow"
      Action   = ["ecr:GetAuthorizationToken"]
      Resource = ["*"]
    },
    {
      Sid      = "PullTheImage"
      Effect   = "Allow"
      Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Resource = [var.repository_arn]
    },
  ]

  read_secrets = length(var.secret_arns) == 0 ? [] : [
    {
      Sid      = "ReadItsSecrets"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = [for label in sort(keys(var.secret_arns)) : var.secret_arns[label]]
    },
  ]

  write_logs = [
    {
      Sid      = "WriteItsLogs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
    },
  ]
}

# What ECS needs to start a task: its image, its secrets, its log.
resource "aws_iam_role" "execution" {
  name               = "${local.full_name}-execution"
  description        = "ECS, to start tasks of ${local.full_name}"
  assume_role_policy = local.assume_role_policy
}

resource "aws_iam_role_policy" "execution" {
  name = "start-tasks"
  role = aws_iam_role.execution.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.pull, local.read_secrets, local.write_logs)
  })
}

# What the code in the container may do.
resource "aws_iam_role" "task" {
  name               = "${local.full_name}-task"
  description        = "Code of ${local.full_name}"
  assume_role_policy = local.assume_role_policy
}

resource "aws_iam_role_policy" "task" {
  count = length(var.task_policy) == 0 ? 0 : 1

  name = "work"
  role = aws_iam_role.task.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for statement in var.task_policy :
      { Sid = statement.sid, Effect = "Allow", Action = statement.actions, Resource = statement.resources }
    ]
  })
}
