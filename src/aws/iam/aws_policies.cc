// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/aws_policies.h"

#include <array>

#include "crypto/digest.h"

namespace atlas::aws::iam {
namespace {

struct Shipped {
    std::string_view path;
    std::string_view name;
    std::string_view document;
};

constexpr std::string_view administrator = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":"*","Resource":"*"}]})";

constexpr std::string_view power_user = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},
{"Effect":"Allow","Action":["iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole",
"iam:ListRoles","organizations:DescribeOrganization","account:ListRegions",
"account:GetAccountInformation"],"Resource":"*"}]})";

constexpr std::string_view task_execution = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability",
"ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream","logs:PutLogEvents"],
"Resource":"*"}]})";

constexpr std::string_view registry_read = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability",
"ecr:GetDownloadUrlForLayer","ecr:GetRepositoryPolicy","ecr:DescribeRepositories","ecr:ListImages",
"ecr:DescribeImages","ecr:BatchGetImage","ecr:GetLifecyclePolicy","ecr:GetLifecyclePolicyPreview",
"ecr:ListTagsForResource","ecr:DescribeImageScanFindings"],"Resource":"*"}]})";

constexpr std::string_view ecs_service = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":["ec2:AttachNetworkInterface","ec2:CreateNetworkInterface",
"ec2:CreateNetworkInterfacePermission","ec2:DeleteNetworkInterface",
"ec2:DeleteNetworkInterfacePermission","ec2:Describe*","ec2:DetachNetworkInterface",
"ec2:CreateTags","elasticloadbalancing:DeregisterInstancesFromLoadBalancer",
"elasticloadbalancing:DeregisterTargets","elasticloadbalancing:Describe*",
"elasticloadbalancing:RegisterInstancesWithLoadBalancer","elasticloadbalancing:RegisterTargets",
"route53:ChangeResourceRecordSets","route53:CreateHealthCheck","route53:DeleteHealthCheck",
"route53:Get*","route53:List*","route53:UpdateHealthCheck","servicediscovery:DeregisterInstance",
"servicediscovery:Get*","servicediscovery:List*","servicediscovery:RegisterInstance",
"servicediscovery:UpdateInstanceCustomHealthStatus"],"Resource":"*"},
{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:DescribeLogGroups",
"logs:PutRetentionPolicy","logs:CreateLogStream","logs:DescribeLogStreams","logs:PutLogEvents"],
"Resource":"arn:aws:logs:*:*:log-group:/aws/ecs/*"},
{"Effect":"Allow","Action":["cloudwatch:DeleteAlarms","cloudwatch:DescribeAlarms",
"cloudwatch:PutMetricAlarm"],"Resource":"arn:aws:cloudwatch:*:*:alarm:*"}]})";

constexpr std::string_view balancing = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":["ec2:DescribeAddresses","ec2:DescribeCoipPools",
"ec2:DescribeInstances","ec2:DescribeNetworkInterfaces","ec2:DescribeSubnets",
"ec2:DescribeSecurityGroups","ec2:DescribeVpcs","ec2:DescribeInternetGateways",
"ec2:DescribeAccountAttributes","ec2:DescribeClassicLinkInstances",
"ec2:DescribeVpcClassicLink","ec2:DescribeVpcPeeringConnections","ec2:DescribeRouteTables",
"ec2:DescribeAvailabilityZones","ec2:CreateSecurityGroup","ec2:CreateNetworkInterface",
"ec2:DeleteNetworkInterface","ec2:GetCoipPoolUsage","ec2:ModifyNetworkInterfaceAttribute",
"ec2:AllocateAddress","ec2:AuthorizeSecurityGroupIngress","ec2:AssociateAddress",
"ec2:DisassociateAddress","ec2:AttachNetworkInterface","ec2:DetachNetworkInterface",
"ec2:AssignPrivateIpAddresses","ec2:AssignIpv6Addresses","ec2:ReleaseAddress",
"ec2:UnassignIpv6Addresses","logs:CreateLogDelivery","logs:GetLogDelivery",
"logs:UpdateLogDelivery","logs:DeleteLogDelivery","logs:ListLogDeliveries"],"Resource":"*"}]})";

constexpr std::string_view kafka = R"({"Version":"2012-10-17","Statement":[
{"Effect":"Allow","Action":["ec2:CreateNetworkInterface","ec2:DescribeNetworkInterfaces",
"ec2:CreateNetworkInterfacePermission","ec2:AttachNetworkInterface","ec2:DeleteNetworkInterface",
"ec2:DetachNetworkInterface","ec2:DescribeVpcEndpoints","ec2:DescribeSubnets",
"ec2:DescribeVpcs","ec2:DescribeRouteTables","ec2:DescribeInternetGateways",
"ec2:DescribeSecurityGroups","ec2:AllocateAddress","ec2:AssociateAddress","ec2:DescribeAddresses",
"ec2:DisassociateAddress","ec2:ReleaseAddress","ec2:CreateTags",
"acm-pca:GetCertificateAuthorityCertificate","secretsmanager:ListSecrets"],"Resource":"*"}]})";

constexpr std::array shipped{
    Shipped{"/", "AdministratorAccess", administrator},
    Shipped{"/", "PowerUserAccess", power_user},
    Shipped{"/", "AmazonEC2ContainerRegistryReadOnly", registry_read},
    Shipped{"/service-role/", "AmazonECSTaskExecutionRolePolicy", task_execution},
    Shipped{"/aws-service-role/", "AmazonECSServiceRolePolicy", ecs_service},
    Shipped{"/aws-service-role/", "AWSElasticLoadBalancingServiceRolePolicy", balancing},
    Shipped{"/aws-service-role/", "KafkaServiceRolePolicy", kafka},
};

}  // namespace

std::map<std::string, PolicyRow, std::less<>> aws_policies(Time now) {
    std::map<std::string, PolicyRow, std::less<>> all;
    for (const auto& one : shipped) {
        PolicyRow row;
        row.name = one.name;
        row.path = one.path;
        row.arn = "arn:aws:iam::aws:policy" + row.path + row.name;
        auto digest = crypto::sha256_hex(row.arn).substr(0, 17);
        for (char& letter : digest)
            if (letter >= 'a') letter = static_cast<char>(letter - 'a' + 'A');
        row.id = "ANPA" + digest;
        row.created = row.updated = now;
        row.versions.push_back({"v1", std::string(one.document), now});
        all.emplace(row.arn, std::move(row));
    }
    return all;
}

}  // namespace atlas::aws::iam
