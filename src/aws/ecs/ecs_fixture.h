// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "aws/ecs/names.h"
#include "aws/ecs/service.h"
#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/service_model.h"
#include "aws/models/ecr/batch_get_image.h"
#include "aws/models/ecr/service_model.h"
#include "aws/models/ecs/create_cluster.h"
#include "aws/models/ecs/create_service.h"
#include "aws/models/ecs/register_task_definition.h"
#include "aws/models/elbv2/deregister_targets.h"
#include "aws/models/elbv2/describe_target_groups.h"
#include "aws/models/elbv2/describe_target_health.h"
#include "aws/models/elbv2/register_targets.h"
#include "aws/models/elbv2/service_model.h"
#include "aws/models/logs/create_log_stream.h"
#include "aws/models/logs/put_log_events.h"
#include "aws/models/logs/service_model.h"
#include "aws/models/secretsmanager/get_secret_value.h"
#include "aws/models/secretsmanager/service_model.h"
#include "aws/wire/testing/fake_service.h"
#include "aws/wire/testing/service_fixture.h"
#include "network/fake_network.h"
#include "supervisor/fake_supervisor.h"

namespace atlas::aws::ecs::testing {

/// ECS on the real dispatcher, with fakes of its neighbours: EC2 that gives addresses, ELB with the
/// target health that a test sets, ECR with one image, one secret, and log streams.
class EcsFixture : public ImageSource, public RoleCredentials {
public:
    EcsFixture() {
        char name[] = "/tmp/atlas-ecs-XXXXXX";
        home = mkdtemp(name);
        aws.host.here.home = home;
        std::filesystem::create_directories(
            home / "layers" / (std::string(20, 'a') + "-" + std::string(11, 'b'))
        );
        fake_neighbours();
        auto made = make_service({aws.host, supervisor, network, *this, *this});
        ATLAS_CHECK(made.ok(), "the layers' folder can be made");
        ecs = std::move(made).value();
        allow();
        network.desire({"vpc-1", "10.0.0.0/16", {}, {}});
    }
    ~EcsFixture() override { std::filesystem::remove_all(home); }

    void start() { aws.start({ecs.get(), &ec2, &ecr, &elb, &logs, &secrets}); }
    /// Advances the region's clock in small steps.
    void run(std::chrono::milliseconds time) {
        for (std::chrono::milliseconds gone{0}; gone < time; gone += std::chrono::milliseconds(50))
            aws.advance(std::chrono::milliseconds(50));
    }
    template <typename Op>
    typename Op::Output must(const typename Op::Input& input) {
        auto answer = aws.call<Op>(input);
        ATLAS_CHECK(answer.ok(), answer ? "" : answer.error().message);
        return std::move(answer).value();
    }

    /// One container "app" on port 8080, from the image that the fake ECR has.
    RegisterTaskDefinitionInput definition() const {
        RegisterTaskDefinitionInput input;
        input.family = "app";
        input.network_mode = "awsvpc";
        input.cpu = "256";
        input.memory = "512";
        input.requires_compatibilities.push_back("FARGATE");
        input.execution_role_arn = role("execution");
        input.task_role_arn = role("task");
        auto& container = input.container_definitions.emplace_back();
        container.name = "app";
        container.image = "000011112222.dkr.ecr.us-east-1.atlas.test/app:v1";
        container.port_mappings.emplace_back().container_port = 8080;
        container.secrets.push_back({"KEYS", secret_arn + ":keys::"});
        auto& log = container.log_configuration.emplace();
        log.log_driver = "awslogs";
        log.options["awslogs-group"] = "/ecs/app";
        log.options["awslogs-region"] = aws.host.here.region;
        log.options["awslogs-stream-prefix"] = "app";
        return input;
    }
    CreateServiceInput service(int count, bool balanced = false) const {
        CreateServiceInput input;
        input.cluster = "main";
        input.service_name = "app";
        input.task_definition = "app";
        input.desired_count = count;
        input.launch_type = "FARGATE";
        auto& vpc = input.network_configuration.emplace().awsvpc_configuration.emplace();
        vpc.subnets.push_back("subnet-1");
        vpc.security_groups.push_back("sg-1");
        if (balanced) {
            auto& balancer = input.load_balancers.emplace_back();
            balancer.target_group_arn = group_arn;
            balancer.container_name = "app";
            balancer.container_port = 8080;
        }
        return input;
    }
    /// Sets the health that ELB reports for every registered target.
    void set_targets(const std::string& state) {
        for (auto& [address, current] : targets)
            current = state;
        ecs->targets_changed();
    }
    std::string role(const std::string& name) const {
        return "arn:aws:iam::000011112222:role/" + name;
    }

    std::string path_of(const std::string&) const override { return "/nonexistent"; }
    Result<std::vector<std::string>> digests() const override { return std::vector<std::string>{}; }
    Result<std::string> load(const std::string&) const override {
        return R"({"config":{"Entrypoint":["/app"],"Env":["FROM_IMAGE=1"]},)"
               R"("rootfs":{"type":"layers","diff_ids":["sha256:)" +
               std::string(64, 'b') + R"("]}})";
    }
    Answer<Issued> issue(
        const std::string& role_arn, const std::string& session, std::chrono::seconds lifetime
    ) override {
        ++issued;
        return Issued{"ASIA1", "secret of " + role_arn, session, aws.host.time.now() + lifetime};
    }

    const std::string secret_arn = "arn:aws:secretsmanager:us-east-1:000011112222:secret:s-AbCdEf";
    const std::string group_arn =
        "arn:aws:elasticloadbalancing:us-east-1:000011112222:targetgroup/app/1";
    std::filesystem::path home;
    aws::testing::ServiceFixture aws;
    supervisor::FakeSupervisor supervisor{aws.host.thread, aws.host.time};
    network::FakeNetwork network;
    std::unique_ptr<EcsService> ecs;
    aws::testing::FakeService ec2{ec2::service_model()};
    aws::testing::FakeService ecr{ecr::service_model()};
    aws::testing::FakeService elb{elbv2::service_model()};
    aws::testing::FakeService logs{logs::service_model()};
    aws::testing::FakeService secrets{secretsmanager::service_model()};
    std::set<std::string> interfaces;            // ids of those that exist
    std::map<std::string, std::string> targets;  // address → state
    std::string next_target_state = "healthy";
    std::string gone_group;  // ARN of a target group that does not exist
    bool drains_for_ever = false;
    int looks = 0;                        // calls of DescribeTargetHealth
    std::optional<AwsError> logs_refuse;  // what PutLogEvents answers
    bool image_is_there = true;
    std::vector<std::string> streams;
    std::vector<std::string> security_groups;  // of the newest interface
    std::vector<std::string> printed;
    int issued = 0;

private:
    void fake_ec2() {
        ec2.on<ec2::CreateNetworkInterface>(
            [this](
                Call&, const ec2::CreateNetworkInterfaceInput& input
            ) -> Answer<ec2::CreateNetworkInterfaceOutput> {
                if (input.subnet_id != "subnet-1")
                    return AwsError{"InvalidSubnetID.NotFound", "no such subnet", 400, {}};
                security_groups = input.groups;
                ec2::CreateNetworkInterfaceOutput output;
                auto& made = output.network_interface.emplace();
                auto number = std::to_string(++made_);
                made.network_interface_id = "eni-" + number;
                made.private_ip_address = "10.0.0." + number;
                made.vpc_id = "vpc-1";
                made.subnet_id = input.subnet_id;
                made.availability_zone = "us-east-1a";
                made.mac_address = "0a:00:00:00:00:01";
                made.private_dns_name = "ip-10-0-0-1.ec2.internal";
                interfaces.insert(*made.network_interface_id);
                auto plan = network.desired["vpc-1"];
                plan.enis.push_back({*made.network_interface_id, *made.private_ip_address, {}});
                network.desire(plan);
                return output;
            }
        );
        ec2.on<ec2::DeleteNetworkInterface>(
            [this](
                Call&, const ec2::DeleteNetworkInterfaceInput& input
            ) -> Answer<ec2::DeleteNetworkInterfaceOutput> {
                interfaces.erase(input.network_interface_id);
                return ec2::DeleteNetworkInterfaceOutput{};
            }
        );
        ec2.on<ec2::DescribeSubnets>([](Call&, const auto&) -> Answer<ec2::DescribeSubnetsOutput> {
            ec2::DescribeSubnetsOutput output;
            output.subnets.emplace_back().cidr_block = "10.0.16.0/20";
            return output;
        });
        ec2.on<ec2::DescribeVpcs>([](Call&, const auto&) -> Answer<ec2::DescribeVpcsOutput> {
            ec2::DescribeVpcsOutput output;
            output.vpcs.emplace_back().cidr_block = "10.0.0.0/16";
            return output;
        });
    }
    void fake_elb() {
        elb.on<elbv2::DescribeTargetGroups>(
            [](Call&, const auto&) -> Answer<elbv2::DescribeTargetGroupsOutput> {
                elbv2::DescribeTargetGroupsOutput output;
                auto& group = output.target_groups.emplace_back();
                group.target_type = "ip";
                group.load_balancer_arns.push_back("arn");
                return output;
            }
        );
        elb.on<elbv2::RegisterTargets>(
            [this](Call& call, const auto& input) -> Answer<elbv2::RegisterTargetsOutput> {
                if (input.target_group_arn == gone_group) {
                    return AwsError{"TargetGroupNotFound", "no such target group", 400, {}};
                }
                targets[input.targets[0].id] = next_target_state;
                call.after_commit([this] { ecs->targets_changed(); });
                return elbv2::RegisterTargetsOutput{};
            }
        );
        elb.on<elbv2::DeregisterTargets>(
            [this](Call& call, const auto& input) -> Answer<elbv2::DeregisterTargetsOutput> {
                call.after_commit([this] { ecs->targets_changed(); });
                if (drains_for_ever)
                    targets[input.targets[0].id] = "draining";
                else
                    targets.erase(input.targets[0].id);
                return elbv2::DeregisterTargetsOutput{};
            }
        );
        elb.on<elbv2::DescribeTargetHealth>(
            [this](Call&, const auto&) -> Answer<elbv2::DescribeTargetHealthOutput> {
                ++looks;
                elbv2::DescribeTargetHealthOutput output;
                for (const auto& [address, state] : targets) {
                    auto& one = output.target_health_descriptions.emplace_back();
                    one.target.emplace().id = address;
                    one.target->port = 8080;
                    one.target_health.emplace().state = state;
                }
                return output;
            }
        );
    }
    void fake_neighbours() {
        fake_ec2();
        fake_elb();
        ecr.on<ecr::BatchGetImage>([this](Call&, const auto&) -> Answer<ecr::BatchGetImageOutput> {
            ecr::BatchGetImageOutput output;
            if (!image_is_there) return output;
            auto& image = output.images.emplace_back();
            image.image_id.emplace().image_digest = "sha256:" + std::string(64, 'd');
            image.image_manifest =
                R"({"config":{"digest":"sha256:c"},"layers":[{"digest":"sha256:)" +
                std::string(64, 'a') + R"("}]})";
            return output;
        });
        logs.on<logs::CreateLogStream>(
            [this](Call&, const auto& input) -> Answer<logs::CreateLogStreamOutput> {
                streams.push_back(input.log_group_name + " " + input.log_stream_name);
                return logs::CreateLogStreamOutput{};
            }
        );
        logs.on<logs::PutLogEvents>(
            [this](Call&, const auto& input) -> Answer<logs::PutLogEventsOutput> {
                if (logs_refuse) return *logs_refuse;
                for (const auto& event : input.log_events)
                    printed.push_back(event.message);
                return logs::PutLogEventsOutput{};
            }
        );
        secrets.on<secretsmanager::GetSecretValue>(
            [](Call&, const auto&) -> Answer<secretsmanager::GetSecretValueOutput> {
                secretsmanager::GetSecretValueOutput output;
                output.secret_string = R"({"keys":["k"]})";
                return output;
            }
        );
    }
    void allow() {
        constexpr auto everything =
            R"({"Version":"2012-10-17",)"
            R"("Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";
        aws.identities.allow(ecs_principal(aws.host.here).role_arn, everything);
        aws.identities.allow(role("execution"), everything);
    }

protected:
    int made_ = 0;  // how many interfaces
};

}  // namespace atlas::aws::ecs::testing
