// SPDX-License-Identifier: Apache-2.0
#include "container/cgroup_usage.h"

#include <charconv>
#include <sstream>

#include "container/cgroup.h"
#include "linux/kernel_file.h"

namespace atlas::container {

namespace {

constexpr std::int64_t ns_of_us = 1000;

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc()) return std::nullopt;  // also for "max"
    return number;
}

/// The text of a file; empty if it is missing.
std::string text_of(const std::string& path) {
    auto text = linux::read_kernel_file(path);
    return text ? std::move(text).value() : "";
}

std::optional<std::int64_t> number_of(const std::string& path) {
    return number_in(text_of(path));
}

Result<std::int64_t> must_number(const std::string& path) {
    auto number = number_in(ATLAS_TRY(linux::read_kernel_file(path)));
    if (!number) return Error(ErrorCode::io, path + ": not understood");
    return *number;
}

/// Lines of "key value".
std::map<std::string, std::int64_t> table_of(const std::string& path) {
    std::map<std::string, std::int64_t> table;
    std::istringstream lines(text_of(path));
    std::string key;
    for (std::int64_t value = 0; lines >> key >> value;)
        table[key] = value;
    return table;
}

std::optional<std::int64_t> entry(
    const std::map<std::string, std::int64_t>& table, const std::string& key
) {
    auto found = table.find(key);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

std::optional<CgroupUsage::Throttling> throttling_of(
    const std::map<std::string, std::int64_t>& table, const std::string& time, std::int64_t unit
) {
    auto periods = entry(table, "nr_periods");
    auto throttled = entry(table, "nr_throttled");
    auto lost = entry(table, time);
    if (!periods || !throttled || !lost) return std::nullopt;
    return CgroupUsage::Throttling{*periods, *throttled, *lost * unit};
}

/// "8:16".
std::optional<CgroupUsage::BlockCount> device_of(const std::string& text) {
    auto colon = text.find(':');
    if (colon == text.npos) return std::nullopt;
    auto major = number_in(std::string_view(text).substr(0, colon));
    auto minor = number_in(std::string_view(text).substr(colon + 1));
    if (!major || !minor) return std::nullopt;
    return CgroupUsage::BlockCount{*major, *minor, "", 0};
}

/// v1: lines of "8:16 Read 4096". The line "Total" sums all devices and is skipped.
std::vector<CgroupUsage::BlockCount> block_counts(const std::string& path) {
    std::vector<CgroupUsage::BlockCount> counts;
    std::istringstream lines(text_of(path));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        std::string device;
        std::string operation;
        std::int64_t value = 0;
        if (!(cells >> device >> operation >> value)) continue;
        auto count = device_of(device);
        if (!count) continue;
        count->operation = operation;
        count->value = value;
        counts.push_back(std::move(*count));
    }
    return counts;
}

/// v2: lines of "8:16 rbytes=4096 wbytes=0 rios=1 …".
void put_block_counts(CgroupUsage& usage, const std::string& path) {
    const std::map<std::string, std::pair<bool, std::string>> known{
        {"rbytes", {true, "Read"}},
        {"wbytes", {true, "Write"}},
        {"dbytes", {true, "Discard"}},
        {"rios", {false, "Read"}},
        {"wios", {false, "Write"}},
        {"dios", {false, "Discard"}},
    };
    std::istringstream lines(text_of(path));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        std::string cell;
        cells >> cell;
        auto device = device_of(cell);
        while (device && cells >> cell) {
            auto equals = cell.find('=');
            if (equals == cell.npos) continue;
            auto kind = known.find(cell.substr(0, equals));
            auto value = number_in(std::string_view(cell).substr(equals + 1));
            if (kind == known.end() || !value) continue;
            auto& counts = kind->second.first ? usage.block_bytes : usage.block_requests;
            counts.push_back({device->major, device->minor, kind->second.second, *value});
        }
    }
}

Result<CgroupUsage> read_v2(const std::string& group) {
    CgroupUsage usage;
    usage.memory_bytes = ATLAS_TRY(must_number(group + "/memory.current"));
    usage.memory_bytes_max = number_of(group + "/memory.peak");
    usage.memory_stat = table_of(group + "/memory.stat");
    auto cpu = table_of(group + "/cpu.stat");
    auto spent = entry(cpu, "usage_usec");
    if (!spent) return Error(ErrorCode::not_found, group + "/cpu.stat has no usage_usec");
    usage.cpu_ns = *spent * ns_of_us;
    if (auto user = entry(cpu, "user_usec")) usage.cpu_ns_user = *user * ns_of_us;
    if (auto kernel = entry(cpu, "system_usec")) usage.cpu_ns_kernel = *kernel * ns_of_us;
    usage.throttling = throttling_of(cpu, "throttled_usec", ns_of_us);
    put_block_counts(usage, group + "/io.stat");
    usage.pids = number_of(group + "/pids.current");
    usage.pids_max = number_of(group + "/pids.max");
    return usage;
}

Result<CgroupUsage> read_v1(const std::string& root, const std::string& path) {
    auto in = [&](const char* tree, const char* file) {
        return root + "/" + tree + path + "/" + file;
    };
    CgroupUsage usage;
    usage.memory_bytes = ATLAS_TRY(must_number(in("memory", "memory.usage_in_bytes")));
    usage.memory_bytes_max = number_of(in("memory", "memory.max_usage_in_bytes"));
    usage.memory_stat = table_of(in("memory", "memory.stat"));
    usage.cpu_ns = ATLAS_TRY(must_number(in("cpuacct", "cpuacct.usage")));
    std::istringstream each(text_of(in("cpuacct", "cpuacct.usage_percpu")));
    for (std::int64_t spent = 0; each >> spent;)
        usage.cpu_ns_each.push_back(spent);
    usage.cpu_ns_kernel = number_of(in("cpuacct", "cpuacct.usage_sys"));
    usage.cpu_ns_user = number_of(in("cpuacct", "cpuacct.usage_user"));
    usage.throttling = throttling_of(table_of(in("cpu", "cpu.stat")), "throttled_time", 1);
    usage.block_bytes = block_counts(in("blkio", "blkio.throttle.io_service_bytes_recursive"));
    usage.block_requests = block_counts(in("blkio", "blkio.throttle.io_serviced_recursive"));
    usage.pids = number_of(in("pids", "pids.current"));
    usage.pids_max = number_of(in("pids", "pids.max"));
    return usage;
}

}  // namespace

Result<CgroupUsage> read_cgroup_usage(const std::string& path, const std::string& root) {
    return Cgroup(path, root).is_v2() ? read_v2(root + path) : read_v1(root, path);
}

}  // namespace atlas::container
