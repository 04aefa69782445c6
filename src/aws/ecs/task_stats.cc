// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_stats.h"

namespace atlas::aws::ecs {

namespace {

using container::CgroupUsage;
using json::Object;
using json::Value;

constexpr std::chrono::seconds apart_min{1};
// Docker's `preread` if there was no read before: Go's zero time.
constexpr std::string_view never_read = "0001-01-01T00:00:00Z";

void put(Object& object, const char* name, const std::optional<std::int64_t>& value) {
    if (value) object[name] = *value;
}

Value throttling_of(const CgroupUsage::Throttling& throttling) {
    Object object;
    object["periods"] = throttling.periods;
    object["throttled_periods"] = throttling.throttled_periods;
    object["throttled_time"] = throttling.throttled_ns;
    return object;
}

Value cpu_of(const supervisor::Usage& usage) {
    Object spent;
    spent["total_usage"] = usage.group.cpu_ns;
    if (!usage.group.cpu_ns_each.empty())
        spent["percpu_usage"] =
            json::Array(usage.group.cpu_ns_each.begin(), usage.group.cpu_ns_each.end());
    put(spent, "usage_in_kernelmode", usage.group.cpu_ns_kernel);
    put(spent, "usage_in_usermode", usage.group.cpu_ns_user);
    Object cpu;
    cpu["cpu_usage"] = std::move(spent);
    cpu["system_cpu_usage"] = usage.machine.total_ns;
    cpu["online_cpus"] = usage.machine.online;
    if (usage.group.throttling) cpu["throttling_data"] = throttling_of(*usage.group.throttling);
    return cpu;
}

/// Docker's precpu_stats of a first read.
Value nothing_spent() {
    Object spent;
    spent["total_usage"] = 0;
    Object cpu;
    cpu["cpu_usage"] = std::move(spent);
    return cpu;
}

Value memory_of(const CgroupUsage& group, std::int64_t limit_bytes) {
    Object memory;
    memory["usage"] = group.memory_bytes;
    put(memory, "max_usage", group.memory_bytes_max);
    Object stats;
    for (const auto& [name, value] : group.memory_stat)
        stats.append(name, value);
    memory["stats"] = std::move(stats);
    memory["limit"] = limit_bytes;
    return memory;
}

Value counts_of(const std::vector<CgroupUsage::BlockCount>& counts) {
    json::Array array;
    for (const auto& count : counts) {
        Object object;
        object["major"] = count.major;
        object["minor"] = count.minor;
        object["op"] = count.operation;
        object["value"] = count.value;
        array.push_back(std::move(object));
    }
    return array;
}

Value blocks_of(const CgroupUsage& group) {
    Object blocks;
    blocks["io_service_bytes_recursive"] = counts_of(group.block_bytes);
    blocks["io_serviced_recursive"] = counts_of(group.block_requests);
    return blocks;
}

Value pids_of(const CgroupUsage& group) {
    Object pids;
    put(pids, "current", group.pids);
    put(pids, "limit", group.pids_max);
    return pids;
}

Value networks_of(const linux::Interfaces& interfaces) {
    Object networks;
    for (const auto& [name, counters] : interfaces) {
        Object object;
        object["rx_bytes"] = counters.rx_bytes;
        object["rx_packets"] = counters.rx_packets;
        object["rx_errors"] = counters.rx_errors;
        object["rx_dropped"] = counters.rx_dropped;
        object["tx_bytes"] = counters.tx_bytes;
        object["tx_packets"] = counters.tx_packets;
        object["tx_errors"] = counters.tx_errors;
        object["tx_dropped"] = counters.tx_dropped;
        networks.append(name, std::move(object));
    }
    return networks;
}

/// Received and sent bytes, summed over all interfaces.
std::pair<std::int64_t, std::int64_t> bytes_of(const linux::Interfaces& interfaces) {
    std::pair<std::int64_t, std::int64_t> bytes;
    for (const auto& [name, counters] : interfaces) {
        bytes.first += counters.rx_bytes;
        bytes.second += counters.tx_bytes;
    }
    return bytes;
}

Value rates_of(const UsageSample& sample, const UsageSample& before) {
    auto seconds = std::chrono::duration<double>(sample.at - before.at).count();
    auto now = bytes_of(sample.usage.interfaces);
    auto then = bytes_of(before.usage.interfaces);
    Object rates;
    rates["rx_bytes_per_sec"] = static_cast<double>(now.first - then.first) / seconds;
    rates["tx_bytes_per_sec"] = static_cast<double>(now.second - then.second) / seconds;
    return rates;
}

/// Counters never decrease; a container that was restarted begins at zero.
bool continues(const UsageSample& before, const UsageSample& sample) {
    return before.usage.group.cpu_ns <= sample.usage.group.cpu_ns;
}

}  // namespace

std::optional<UsageSample> UsageSamples::add(const Key& key, const UsageSample& sample) {
    auto found = kept_.find(key);
    if (found == kept_.end() || !continues(found->second.last, sample)) {
        kept_.insert_or_assign(key, Kept{sample, std::nullopt});
        return std::nullopt;
    }
    auto& kept = found->second;
    if (sample.at - kept.last.at >= apart_min) kept = {sample, std::move(kept.last)};
    return kept.before;
}

void UsageSamples::forget(const std::function<bool(const std::string& task)>& gone) {
    std::erase_if(kept_, [&](const auto& entry) { return gone(entry.first.first); });
}

Value container_stats(
    const Container& container,
    const UsageSample& sample,
    const std::optional<UsageSample>& before,
    std::int64_t limit_bytes
) {
    const auto& usage = sample.usage;
    Object object;
    object["read"] = format_iso8601_ms(sample.at);
    object["preread"] = before ? format_iso8601_ms(before->at) : std::string(never_read);
    object["pids_stats"] = pids_of(usage.group);
    object["blkio_stats"] = blocks_of(usage.group);
    object["cpu_stats"] = cpu_of(usage);
    object["precpu_stats"] = before ? cpu_of(before->usage) : nothing_spent();
    object["memory_stats"] = memory_of(usage.group, limit_bytes);
    object["name"] = container.name.value_or("");
    object["id"] = container.runtime_id.value_or("");
    if (usage.interfaces.empty()) return object;
    object["networks"] = networks_of(usage.interfaces);
    if (before) object["network_rate_stats"] = rates_of(sample, *before);
    return object;
}

}  // namespace atlas::aws::ecs
