// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_container.h"

#include <functional>

#include <doctest/doctest.h>

using namespace atlas::aws;
using namespace atlas::aws::ecs;

namespace {

constexpr DefinitionKind fargate{true, true};

/// The error code; empty if the container is accepted.
std::string code_of(
    const std::function<void(ContainerDefinition&)>& change, DefinitionKind kind = fargate
) {
    ContainerDefinition container;
    container.name = "app";
    change(container);
    auto refused = check_container(container, kind);
    return refused ? refused->code : "";
}

std::string code_of_task(const std::function<void(RegisterTaskDefinitionInput&)>& change) {
    RegisterTaskDefinitionInput input;
    input.family = "app";
    change(input);
    auto refused = check_task(input, fargate);
    return refused ? refused->code : "";
}

}  // namespace

TEST_CASE("a host port is left out or the container's own") {
    auto with = [](int inside, int outside) {
        return code_of([&](auto& container) {
            auto& port = container.port_mappings.emplace_back();
            port.container_port = inside;
            port.host_port = outside;
        });
    };
    CHECK(with(3000, 7000) == "ClientException");
    CHECK(with(3000, 3000) == "");
    CHECK(with(3000, 0) == "");
    CHECK(with(70'000, 0) == "ClientException");
    CHECK(with(0, 0) == "ClientException");
}

TEST_CASE("names have ECS's letters") {
    CHECK(code_of([](auto& container) { container.name = "a b"; }) == "ClientException");
    CHECK(code_of_task([](auto& input) { input.family = "a.b"; }) == "ClientException");
    CHECK(code_of_task([](auto& input) { input.family = "A-b_1"; }) == "");
}

TEST_CASE("health checks keep to ECS's ranges") {
    auto with = [](auto change) {
        return code_of([&](auto& container) {
            auto& check = container.health_check.emplace();
            check.command.push_back("CMD-SHELL");
            check.command.push_back("true");
            change(check);
        });
    };
    CHECK(with([](auto&) {}) == "");
    CHECK(with([](auto& check) { check.interval = 1; }) == "ClientException");
    CHECK(with([](auto& check) { check.timeout = 61; }) == "ClientException");
    CHECK(with([](auto& check) { check.retries = 0; }) == "ClientException");
    CHECK(with([](auto& check) { check.command[0] = "true"; }) == "ClientException");
}

TEST_CASE("what Fargate refuses is refused") {
    using Change = std::function<void(ContainerDefinition&)>;
    const Change changes[] = {
        [](auto& container) { container.privileged = true; },
        [](auto& container) { container.stop_timeout = 200; },
        [](auto& container) { container.links.push_back("x"); },
        [](auto& container) { container.hostname = "x"; },
        [](auto& container) { container.extra_hosts.emplace_back(); },
        [](auto& container) { container.docker_security_options.push_back("label:x"); },
        [](auto& container) { container.resource_requirements.emplace_back(); },
        [](auto& container) { container.environment_files.emplace_back(); },
        [](auto& container) { container.credential_specs.push_back("x"); },
        [](auto& container) { container.linux_parameters.emplace().devices.emplace_back(); },
        [](auto& container) { container.linux_parameters.emplace().shared_memory_size = 64; },
        [](auto& container) { container.linux_parameters.emplace().max_swap = 0; },
        [](auto& container) { container.linux_parameters.emplace().swappiness = 0; },
        [](auto& container) {
            container.linux_parameters.emplace().capabilities.emplace().add.push_back("SYS_ADMIN");
        },
        [](auto& container) {
            container.system_controls.emplace_back().namespace_ = "vm.swappiness";
        },
        [](auto& container) { container.ulimits.emplace_back().name = "files"; },
    };
    for (std::size_t index = 0; index < std::size(changes); ++index) {
        CAPTURE(index);
        CHECK(code_of(changes[index]) == "ClientException");
    }
    auto shared = [](auto& container) {
        container.linux_parameters.emplace().shared_memory_size = 64;
    };
    CHECK(code_of(shared, {true, false}) == "");
    auto ptrace = [](auto& container) {
        container.linux_parameters.emplace().capabilities.emplace().add.push_back("SYS_PTRACE");
    };
    CHECK(code_of(ptrace) == "");
}

TEST_CASE("a soft limit is not above its hard one; -1 is no limit") {
    auto with = [](int soft, int hard) {
        return code_of([&](auto& container) {
            auto& limit = container.ulimits.emplace_back();
            limit.name = "nofile";
            limit.soft_limit = soft;
            limit.hard_limit = hard;
        });
    };
    CHECK(with(1000, 2000) == "");
    CHECK(with(2000, 1000) == "ClientException");
    CHECK(with(1000, -1) == "");
    CHECK(with(-1, 1000) == "ClientException");
}

TEST_CASE("of a task: volumes of a host, its process namespaces, the size of its disk") {
    auto host = [](auto& input) {
        input.volumes.emplace_back().host.emplace().source_path = "/etc";
    };
    CHECK(code_of_task(host) == "ClientException");
    CHECK(code_of_task([](auto& input) { input.volumes.emplace_back().host.emplace(); }) == "");
    CHECK(code_of_task([](auto& input) {
              input.volumes.emplace_back().docker_volume_configuration.emplace();
          }) == "ClientException");
    CHECK(code_of_task([](auto& input) {
              input.volumes.emplace_back().fsx_windows_file_server_volume_configuration.emplace();
          }) == "ClientException");
    CHECK(code_of_task([](auto& input) {
              input.placement_constraints.emplace_back();
          }) == "ClientException");
    CHECK(code_of_task([](auto& input) {
              input.inference_accelerators.emplace_back();
          }) == "ClientException");
    CHECK(code_of_task([](auto& input) { input.pid_mode = "host"; }) == "ClientException");
    CHECK(code_of_task([](auto& input) { input.pid_mode = "task"; }) == "NotImplemented");
    CHECK(code_of_task([](auto& input) { input.ipc_mode = "host"; }) == "ClientException");
    auto sized = [](int gib) {
        return code_of_task([&](auto& input) {
            input.ephemeral_storage.emplace().size_in_gi_b = gib;
        });
    };
    CHECK(sized(20) == "ClientException");
    CHECK(sized(21) == "");
    CHECK(sized(201) == "ClientException");
}
