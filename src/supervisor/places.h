// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "supervisor/workload.h"

namespace atlas::supervisor {

/// The supervisor's paths:
///
///     <home>/workloads/<id>/    spec.json, state.json, config.json, rootfs, upper, work, hosts, …
///     <home>/workload-logs/<id>.log
///     <home>/exits/<id>
///     <home>/task-disks/<id>/   the size-limited disk of an ECS task (container/task_disk.h)
///     /run/atlas/<region>/runc  runc's own state; a reboot removes it together with the containers
///     /run/atlas/<region>/bundles/<id>.json  the bundle's configuration, in memory only because it
///                                            holds secrets; config.json is a link to it
///     /run/atlas/<region>/roots/<id>/rootfs  for a workload with its own user namespace: its users
///                                            may not enter the home but must reach their root
///
/// Control groups: /atlas/<region>/<id>, or /atlas/<region>/<group>/<id>.
struct Places {
    std::string region_id;
    std::string home;
    std::string run_directory = "/run/atlas";

    std::string workloads() const { return home + "/workloads"; }
    std::string workload(const std::string& id) const { return workloads() + "/" + id; }
    std::string logs() const { return home + "/workload-logs"; }
    std::string log(const std::string& id) const { return logs() + "/" + id + ".log"; }
    std::string exits() const { return home + "/exits"; }
    std::string disks() const { return home + "/task-disks"; }
    std::string disk(const std::string& id) const { return disks() + "/" + id; }
    std::string run() const { return run_directory + "/" + region_id; }
    std::string runc_state() const { return run() + "/runc"; }
    std::string roots() const { return run() + "/roots"; }
    std::string root_folder(const std::string& id) const { return roots() + "/" + id; }
    std::string root(const std::string& id) const { return root_folder(id) + "/rootfs"; }
    std::string bundles() const { return run() + "/bundles"; }
    std::string bundle(const std::string& id) const { return bundles() + "/" + id + ".json"; }
    std::string cgroup() const { return "/atlas/" + region_id; }
    std::string cgroup(const Group& group) const { return cgroup() + "/" + group.id; }
    std::string cgroup(const WorkloadSpec& spec) const {
        return (spec.group.id.empty() ? cgroup() : cgroup(spec.group)) + "/" + spec.id;
    }
};

}  // namespace atlas::supervisor
