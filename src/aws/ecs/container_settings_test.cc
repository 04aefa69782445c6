// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/container_settings.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace atlas;
using namespace atlas::aws::ecs;

namespace {

bool holds(const supervisor::WorkloadSpec& spec, const std::string& name) {
    return std::ranges::find(spec.capabilities, name) != spec.capabilities.end();
}

supervisor::WorkloadSpec spec_of(const ContainerDefinition& container, std::string user = "") {
    supervisor::WorkloadSpec spec;
    spec.user = std::move(user);
    apply_settings(container, spec);
    return spec;
}

}  // namespace

TEST_CASE("root holds what container engines give, less what is dropped; others hold nothing") {
    ContainerDefinition container;
    CHECK(holds(spec_of(container), "CAP_CHOWN"));
    CHECK_FALSE(holds(spec_of(container), "CAP_NET_RAW"));
    CHECK(spec_of(container, "65532").capabilities.empty());
    auto& changes = container.linux_parameters.emplace().capabilities.emplace();
    changes.drop.push_back("CHOWN");
    CHECK_FALSE(holds(spec_of(container), "CAP_CHOWN"));
    CHECK(holds(spec_of(container), "CAP_KILL"));
    changes.drop.push_back("ALL");
    CHECK(spec_of(container).capabilities.empty());
    changes.add.push_back("SYS_PTRACE");
    CHECK(spec_of(container).capabilities == std::vector<std::string>{"CAP_SYS_PTRACE"});
}

TEST_CASE("init, shared memory, tmpfs and kernel parameters reach the workload") {
    ContainerDefinition container;
    auto plain = spec_of(container);
    CHECK_FALSE(plain.init);
    CHECK(plain.shared_memory_bytes == 64 << 20);
    auto& parameters = container.linux_parameters.emplace();
    parameters.init_process_enabled = true;
    parameters.shared_memory_size = 128;
    auto& tmpfs = parameters.tmpfs.emplace_back();
    tmpfs.container_path = "/scratch";
    tmpfs.size = 16;
    tmpfs.mount_options.push_back("ro");
    tmpfs.mount_options.push_back("exec");
    auto& control = container.system_controls.emplace_back();
    control.namespace_ = "net.core.somaxconn";
    control.value = "777";
    auto spec = spec_of(container);
    CHECK(spec.init);
    CHECK(spec.shared_memory_bytes == 128 << 20);
    REQUIRE(spec.mounts.size() == 1);
    CHECK(spec.mounts[0].tmpfs);
    CHECK(spec.mounts[0].read_only);
    CHECK(spec.mounts[0].target == "/scratch");
    CHECK(
        spec.mounts[0].options ==
        std::vector<std::string>{"noexec", "mode=1777", "size=16m", "exec"}
    );
    CHECK(spec.kernel_parameters.at("net.core.somaxconn") == "777");
}

TEST_CASE("kernel parameters are those of a task's own namespaces") {
    CHECK(is_kernel_parameter("net.ipv4.tcp_keepalive_time"));
    CHECK(is_kernel_parameter("fs.mqueue.msg_max"));
    CHECK(is_kernel_parameter("kernel.shmmax"));
    CHECK_FALSE(is_kernel_parameter("kernel.core_pattern"));
    CHECK_FALSE(is_kernel_parameter("vm.max_map_count"));
    CHECK_FALSE(is_kernel_parameter("net.../../kernel/core_pattern"));
}
