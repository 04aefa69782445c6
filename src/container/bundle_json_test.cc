// SPDX-License-Identifier: Apache-2.0
#include "container/bundle_json.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

using namespace atlas::container;

namespace {

/// Compares with testdata/<name>; ATLAS_UPDATE=1 rewrites that file, and its diff is reviewed.
void check_golden(const std::string& name, const std::string& text) {
    auto path = std::string(ATLAS_SOURCE_DIR) + "/testdata/" + name;
    if (std::getenv("ATLAS_UPDATE")) std::ofstream(path) << text;
    std::stringstream expected;
    expected << std::ifstream(path).rdbuf();
    CHECK(text == expected.str());
}

}  // namespace

TEST_CASE("a task's container: image root, limits, namespace, its own user without privileges") {
    Bundle bundle;
    bundle.filter_system_calls = false;  // syscall_filter_test.cc
    bundle.root_path = "/home/workloads/t1/rootfs";
    bundle.args = {"/bin/serve", "--port", "8080"};
    bundle.environment = {"A=1", "PATH=/bin"};
    bundle.uid = 65532;
    bundle.gid = 65532;
    bundle.host_name = "ip-10-0-1-10.ec2.internal";
    bundle.network_path = "/run/netns/x";
    bundle.cgroups_path = "/atlas/abc123/t1";
    bundle.mounts = {{"/home/workloads/t1/hosts", "/etc/hosts", true, false, 0755, {}}};
    bundle.limits = {536870912, 268435456, 256, 25000, 1024};
    check_golden("task.json", bundle_json(bundle));
}

TEST_CASE("settings of a container: shared memory, a tmpfs, kernel parameters") {
    Bundle bundle;
    bundle.shared_memory_bytes = 128 << 20;
    bundle.mounts = {{"", "/scratch", false, true, 0755, {"noexec", "size=16m"}}};
    bundle.kernel_parameters = {{"net.core.somaxconn", "777"}};
    auto text = bundle_json(bundle);
    CHECK(text.contains("size=131072k"));
    CHECK(text.contains("size=16m"));
    CHECK(text.contains(R"("net.core.somaxconn": "777")"));
    CHECK(text.contains(R"("net.ipv4.ip_unprivileged_port_start": "0")"));
}

TEST_CASE("a container with users of its own: their namespace, and what they are outside") {
    Bundle bundle;
    bundle.users_path = "/proc/7/fd/9";
    bundle.first_user = 1879048192;
    auto text = bundle_json(bundle);
    CHECK(text.contains(R"("path": "/proc/7/fd/9")"));
    CHECK(text.contains(R"("hostID": 1879048192)"));
    CHECK(text.contains(R"("size": 65536)"));
}

TEST_CASE("a managed engine: read-only root, masked home, low ports kept through exec") {
    Bundle bundle;
    bundle.filter_system_calls = false;  // syscall_filter_test.cc
    bundle.root_path = "/home/workloads/e1/rootfs";
    bundle.read_only_root = true;
    bundle.args = {"/usr/sbin/haproxy"};
    bundle.uid = 991;
    bundle.gid = 991;
    bundle.capabilities = {"CAP_NET_BIND_SERVICE"};
    bundle.host_name = "e1";
    bundle.cgroups_path = "/atlas/abc123/e1";
    bundle.mounts = {
        {"", "/tmp", false, true, 01777, {}},
        {"", "/srv/atlas", false, true, 0755, {}},
        {"/srv/atlas/elb/1", "/srv/atlas/elb/1", false, false, 0755, {}},
    };
    check_golden("engine.json", bundle_json(bundle));
}
