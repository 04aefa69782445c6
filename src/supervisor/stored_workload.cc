// SPDX-License-Identifier: Apache-2.0
#include "supervisor/stored_workload.h"

#include <charconv>

#include "json/fields.h"
#include "linux/replace_file.h"

namespace atlas::supervisor {

namespace {

/// The stored part of a WorkloadSpec: the fields that another region process needs to stop it,
/// report its lines and exit, and clean up.
struct StoredSpec {
    std::string id;
    std::string owner;
    std::vector<std::string> layers;
    std::string network_path;
    std::string resolver;
    std::string host_name;
    std::string address;
    std::vector<std::string> args;
    std::string log_group;
    std::string log_stream;
    std::string group;
    std::int64_t memory_bytes = 0;
    int stop_signal = 15;
    std::int64_t stop_timeout_s = 30;
    int sockets = 0;

    static void fields(auto& self, auto&& field) {
        field("id", self.id);
        field("owner", self.owner);
        field("layers", self.layers);
        field("network_path", self.network_path);
        field("resolver", self.resolver);
        field("host_name", self.host_name);
        field("address", self.address);
        field("args", self.args);
        field("log_group", self.log_group);
        field("log_stream", self.log_stream);
        field("group", self.group);
        field("memory_bytes", self.memory_bytes);
        field("stop_signal", self.stop_signal);
        field("stop_timeout_s", self.stop_timeout_s);
        field("sockets", self.sockets);
    }
};

struct StateRow {
    int pid = 0;
    std::int64_t pid_start = 0;
    int monitor = 0;
    std::int64_t monitor_start = 0;
    Time started;

    static void fields(auto& self, auto&& field) {
        field("pid", self.pid);
        field("pid_start", self.pid_start);
        field("monitor", self.monitor);
        field("monitor_start", self.monitor_start);
        field("started", self.started);
    }
};

template <typename T>
Result<T> load_row(const std::string& path) {
    auto text = ATLAS_TRY(linux::read_file(path));
    auto value = ATLAS_TRY(json::parse(text).during(path));
    T row{};
    ATLAS_TRY(json::from_value(value, row).during(path));
    return row;
}

}  // namespace

Result<> store_spec(const std::string& folder, const WorkloadSpec& spec) {
    StoredSpec row{
        spec.id,
        spec.owner,
        spec.rootfs.layers,
        spec.network.path,
        spec.network.resolver,
        spec.network.host_name,
        spec.network.address,
        spec.args,
        spec.log.group,
        spec.log.stream,
        spec.group.id,
        spec.limits.memory_bytes,
        spec.stop_signal,
        spec.stop_timeout.count(),
        spec.sockets,
    };
    return linux::replace_unsynced(
        folder + "/spec.json", json::serialize_pretty(json::to_value(row)) + "\n"
    );
}

Result<WorkloadSpec> load_spec(const std::string& folder) {
    auto row = ATLAS_TRY(load_row<StoredSpec>(folder + "/spec.json"));
    WorkloadSpec spec;
    spec.id = row.id;
    spec.owner = row.owner;
    spec.rootfs.layers = row.layers;
    spec.network = {row.network_path, row.resolver, row.host_name, row.address};
    spec.args = row.args;
    spec.log = {row.log_group, row.log_stream};
    spec.group.id = row.group;
    spec.limits.memory_bytes = row.memory_bytes;
    spec.stop_signal = row.stop_signal;
    spec.stop_timeout = std::chrono::seconds(row.stop_timeout_s);
    spec.sockets = row.sockets;
    return spec;
}

Result<> store_state(const std::string& folder, const StoredState& state) {
    const auto& [container, monitor] = state.processes;
    StateRow row{
        container.pid, container.start_ticks, monitor.pid, monitor.start_ticks, state.started
    };
    return linux::replace_unsynced(
        folder + "/state.json", json::serialize(json::to_value(row)) + "\n"
    );
}

Result<StoredState> load_state(const std::string& folder) {
    auto row = ATLAS_TRY(load_row<StateRow>(folder + "/state.json"));
    return StoredState{{{row.pid, row.pid_start}, {row.monitor, row.monitor_start}}, row.started};
}

void store_log_place(const std::string& folder, const LogPlace& place) {
    // Best effort: a failure only means that lines are delivered twice after a kill.
    (void)linux::replace_unsynced(
        folder + "/log.offset", std::to_string(place.offset) + " " + std::to_string(place.inode)
    );
}

LogPlace load_log_place(const std::string& folder) {
    auto text = linux::read_file(folder + "/log.offset");
    LogPlace place;
    if (!text) return place;
    const auto& digits = text.value();
    const auto* end = digits.data() + digits.size();
    auto read = std::from_chars(digits.data(), end, place.offset);
    // Earlier versions wrote only the offset.
    if (read.ptr != end && *read.ptr == ' ') std::from_chars(read.ptr + 1, end, place.inode);
    return place;
}

}  // namespace atlas::supervisor
