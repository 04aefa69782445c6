# SPDX-License-Identifier: Apache-2.0
"""What stands in an account, by boto3: prints one JSON object, kind -> ids. Endpoint and credentials: the environment."""
import json
import sys

import boto3

# (kind, client, operation, arguments, key of the list, key of the id or None where the list holds ids)
LISTED = [
    ("aws_vpc", "ec2", "describe_vpcs", {}, "Vpcs", "VpcId"),
    ("aws_subnet", "ec2", "describe_subnets", {}, "Subnets", "SubnetId"),
    ("aws_internet_gateway", "ec2", "describe_internet_gateways", {}, "InternetGateways", "InternetGatewayId"),
    ("aws_nat_gateway", "ec2", "describe_nat_gateways",
     {"Filters": [{"Name": "state", "Values": ["pending", "available", "deleting"]}]}, "NatGateways", "NatGatewayId"),
    ("aws_eip", "ec2", "describe_addresses", {}, "Addresses", "AllocationId"),
    ("aws_vpc_endpoint", "ec2", "describe_vpc_endpoints", {}, "VpcEndpoints", "VpcEndpointId"),
    ("network interface", "ec2", "describe_network_interfaces", {}, "NetworkInterfaces", "NetworkInterfaceId"),
    ("aws_security_group", "ec2", "describe_security_groups", {}, "SecurityGroups", "GroupId"),
    ("aws_lb", "elbv2", "describe_load_balancers", {}, "LoadBalancers", "LoadBalancerArn"),
    ("aws_lb_target_group", "elbv2", "describe_target_groups", {}, "TargetGroups", "TargetGroupArn"),
    ("aws_acm_certificate", "acm", "list_certificates", {}, "CertificateSummaryList", "CertificateArn"),
    ("aws_ecs_cluster", "ecs", "list_clusters", {}, "clusterArns", None),
    ("aws_ecr_repository", "ecr", "describe_repositories", {}, "repositories", "repositoryArn"),
    ("aws_msk_cluster", "kafka", "list_clusters", {}, "ClusterInfoList", "ClusterArn"),
    ("aws_msk_configuration", "kafka", "list_configurations", {}, "Configurations", "Arn"),
    ("aws_secretsmanager_secret", "secretsmanager", "list_secrets", {}, "SecretList", "ARN"),
    ("aws_cloudwatch_log_group", "logs", "describe_log_groups", {}, "logGroups", "logGroupName"),
    ("aws_iam_role", "iam", "list_roles", {}, "Roles", "RoleName"),
]


def inventory():
    found = {}
    for kind, client, operation, arguments, items, identifier in LISTED:
        answer = getattr(boto3.client(client), operation)(**arguments)
        found[kind] = sorted(item if identifier is None else item.get(identifier, "") for item in answer[items])
    return found


if __name__ == "__main__":
    json.dump(inventory(), sys.stdout, indent=1)
