// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/replace_file.h"
#include "supervisor/start_hook.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

namespace {

Result<> mount_file(Start& start, const std::string& target, const std::string& text) {
    auto path = start.folder + target.substr(target.rfind('/'));
    ATLAS_TRY(linux::replace_unsynced(path, text));
    if (chmod(path.c_str(), 0644) != 0) return linux::last_error("chmod " + path);
    start.bundle.mounts.push_back({path, target, true, false, 0755, {}});
    return {};
}

Result<> apply(Start& start) {
    const auto& network = start.spec.network;
    if (!network.path.empty() && access(network.path.c_str(), F_OK) != 0)
        return linux::last_error("network namespace " + network.path);
    start.bundle.network_path = network.path;
    auto host_name = network.host_name.empty() ? start.spec.id : network.host_name;
    start.bundle.host_name = host_name.substr(0, 63);
    std::string hosts = "127.0.0.1 localhost\n";
    if (!network.address.empty()) hosts += network.address + " " + host_name + "\n";
    ATLAS_TRY(mount_file(start, "/etc/hosts", hosts));
    ATLAS_TRY(mount_file(start, "/etc/hostname", host_name + "\n"));
    std::string resolver;
    if (!network.resolver.empty())
        resolver = "nameserver " + network.resolver + "\noptions timeout:2 attempts:5\n";
    return mount_file(start, "/etc/resolv.conf", resolver);
}

}  // namespace

const Hook network_hook{"network", apply, [](Start&) {}};

}  // namespace atlas::supervisor
