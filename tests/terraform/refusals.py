# SPDX-License-Identifier: Apache-2.0
"""What each module and root must refuse, as data: (module, the values that are wrong, the variables that must say so).

Terraform's own test command judges, with the provider mocked: nothing is called, a case takes milliseconds.
"""
import json

NETWORK = {"name": "x", "cidr": "10.0.0.0/16"}
REGISTRY = {"name": "x", "repositories": ["a"]}
SECRETS = {"name": "x/y", "description": "d", "value": "{}"}
STREAMING = {"name": "x", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1", "subnet-2"]}
ROUTE = {"hosts": ["a.example.com"], "priority": 1, "port": 80}
EDGE = {"name": "x", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1", "subnet-2"], "routes": {"a": ROUTE},
        "default_route": "a"}
SERVICE = {"prefix": "x", "name": "web", "cluster_arn": "arn:aws:ecs:us-east-1:123456789012:cluster/x", "vpc_id": "vpc-1",
           "subnet_ids": ["subnet-1"], "image": "web:1"}
INGESTION = {
    "prefix": "x", "cluster_arn": "arn:aws:ecs:us-east-1:123456789012:cluster/x", "image_tag": "0123456789ab",
    "network": {"vpc_id": "vpc-1", "private_subnet_ids": ["subnet-1"]},
    "edge": {"security_group_id": "sg-1", "target_group_arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/x/1"},
    "streaming": {"cluster_arn": "arn:aws:kafka:us-east-1:123456789012:cluster/x/1",
                  "topic_arn_prefix": "arn:aws:kafka:us-east-1:123456789012:topic/x/1/", "security_group_id": "sg-2",
                  "bootstrap_brokers_sasl_iam": "b-1:9098"},
    "repository": {"url": "x/web", "arn": "arn:aws:ecr:us-east-1:123456789012:repository/x/web"},
}

# Values that a module accepts; a case is one of these with something wrong put over it.
ACCEPTED = {
    "modules/network": NETWORK,
    "modules/registry": REGISTRY,
    "modules/secrets": SECRETS,
    "modules/streaming": STREAMING,
    "modules/edge": EDGE,
    "modules/service": SERVICE,
    "modules/cluster": {"name": "x"},
    "modules/events-ingestion": INGESTION,
    "staging": {"events_ingestion_image_tag": "0123456789ab"},
}


def routes(**wrong):
    return {"routes": {"a": ROUTE | wrong}}


REFUSED = [
    ("modules/network", {"cidr": "10.0.0.0"}, "cidr"),
    ("modules/network", {"cidr": "10.0.0.7/16"}, "cidr"),
    ("modules/network", {"cidr": "10.0.0.0/24"}, "cidr"),
    ("modules/network", {"cidr": "10.0.0.0/8"}, "cidr"),
    ("modules/network", {"zone_count": 1}, "zone_count"),
    ("modules/registry", {"repositories": ["Upper"]}, "repositories"),
    ("modules/registry", {"images_kept": 1}, "images_kept"),
    ("modules/secrets", {"name": "with space"}, "name"),
    ("modules/secrets", {"name": "ends-abcdef"}, "name"),
    ("modules/secrets", {"value": "[1]"}, "value"),
    ("modules/secrets", {"value": "no json"}, "value"),
    ("modules/secrets", {"value_version": 0}, "value_version"),
    ("modules/secrets", {"recovery_window_in_days": 3}, "recovery_window_in_days"),
    ("modules/streaming", {"name": "under_score"}, "name"),
    ("modules/streaming", {"subnet_ids": ["subnet-1"]}, "subnet_ids"),
    ("modules/streaming", {"brokers_per_zone": 0}, "brokers_per_zone"),
    ("modules/streaming", {"kafka_version": "latest"}, "kafka_version"),
    ("modules/streaming", {"instance_type": "t3.small"}, "instance_type"),
    ("modules/streaming", {"volume_gib": 0}, "volume_gib"),
    ("modules/streaming", {"retention_hours": 0}, "retention_hours"),
    ("modules/streaming", {"public_access_cidrs": ["anywhere"]}, "public_access_cidrs"),
    ("modules/edge", {"subnet_ids": ["subnet-1"]}, "subnet_ids"),
    ("modules/edge", routes(hosts=[]), "routes"),
    ("modules/edge", routes(hosts=["UPPER.example.com"]), "routes"),
    ("modules/edge", routes(hosts=["*.example.com"]), "routes"),
    ("modules/edge", routes(hosts=["a.example.com", "a.example.com"]), "routes"),
    ("modules/edge", routes(priority=0), "routes"),
    ("modules/edge", {"routes": {"a": ROUTE, "b": ROUTE | {"hosts": ["b.example.com"]}}}, "routes"),
    ("modules/edge", routes(health_check_interval_s=1), "routes"),
    ("modules/edge", {"default_route": "other"}, "default_route"),
    ("modules/edge", {"ingress_cidrs": ["everybody"]}, "ingress_cidrs"),
    ("modules/service", {"name": "Web"}, "name"),
    ("modules/service", {"cpu": 300}, "cpu"),
    ("modules/service", {"memory": 700}, "memory"),
    ("modules/service", {"port": 70000}, "port"),
    ("modules/service", {"desired_count": 1.5}, "desired_count"),
    ("modules/service", {"stop_timeout_s": 300}, "stop_timeout_s"),
    ("modules/service", {"log_retention_in_days": 2}, "log_retention_in_days"),
    ("modules/events-ingestion", {"topic": "no spaces"}, "topic"),
    ("modules/events-ingestion", {"write_key_ids": []}, "write_key_ids"),
    ("modules/events-ingestion", {"write_key_ids": ["Key"]}, "write_key_ids"),
    ("staging", {"project": "a-name-much-too-long"}, "project"),
    ("staging", {"environment": "prod"}, "environment"),
    ("staging", {"aws_region": "Virginia"}, "aws_region"),
    ("staging", {"route53_zone_id": "atlas.test"}, "route53_zone_id"),
    ("staging", {"events_ingestion_image_tag": "latest"}, "events_ingestion_image_tag"),
    ("staging", {"events_ingestion_image_tag": "0123456789AB"}, "events_ingestion_image_tag"),
]

# (module, values, the resource whose precondition must say no)
REFUSED_BY_RESOURCE = [("modules/service", {"image": None}, "aws_ecs_task_definition.this")]

MOCK = """mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["us-east-1b", "us-east-1a", "us-east-1c"] }
  }
}
"""


def prepare(copy):
    """Makes a copy of terraform/ ready for `terraform test` in its root, with the whole table as one test file."""
    # Mocks know no ephemeral resources; the data source of the same name and arguments stands in.
    main = copy.tree / "modules" / "events-ingestion" / "main.tf"
    kind = "aws_secretsmanager_random_password"
    main.write_text(main.read_text().replace(f'ephemeral "{kind}"', f'data "{kind}"').replace(f"ephemeral.{kind}", f"data.{kind}"))
    (copy.root / "tests").mkdir()
    (copy.root / "tests" / "refusals.tftest.hcl").write_text(test_file())


def run_block(label, module, values, expected):
    """One `run` of a test file; `expected` is what must fail, or None for a plan that must succeed."""
    lines = [f'run "{label}" {{', "  command = plan"]
    if module != "staging":
        lines += ["  module {", f'    source = "../{module}"', "  }"]
    lines += ["  variables {", *(f"    {name} = {json.dumps(value)}" for name, value in values.items()), "  }"]
    if expected:
        lines.append(f"  expect_failures = [{expected}]")
    return "\n".join([*lines, "}", ""])


def test_file():
    """The whole table as one Terraform test file, accepted values first."""
    runs = [run_block(f"{module.split('/')[-1]}_accepts", module, values, None) for module, values in ACCEPTED.items()]
    cases = [(module, wrong, f"var.{variable}") for module, wrong, variable in REFUSED] + REFUSED_BY_RESOURCE
    for number, (module, wrong, expected) in enumerate(cases, 1):
        label = f"{module.split('/')[-1]}_refuses_{expected.replace('.', '_')}_{number}"
        runs.append(run_block(label, module, ACCEPTED[module] | wrong, expected))
    return MOCK + "\n".join(runs)
