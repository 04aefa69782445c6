// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_stats.h"

#include <doctest/doctest.h>

namespace atlas::aws::ecs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Time start = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 30));

UsageSample sample_at(milliseconds after, std::int64_t count) {
    UsageSample sample;
    sample.at = start + after;
    sample.usage.group.memory_bytes = 4096;
    sample.usage.group.cpu_ns = count * 10;
    sample.usage.machine = {count * 100, 2};
    sample.usage.interfaces["eth1"] = {count * 1000, 5, 1, 2, count * 2000, 6, 3, 4};
    return sample;
}

Container app() {
    Container container;
    container.name = "app";
    container.runtime_id = "0123-1";
    return container;
}

std::string text_of(const json::Value& object, std::string_view name) {
    const auto* member = object.find(name);
    return member ? json::serialize(*member) : "";
}

TEST_CASE("a sample has the one before it, a second earlier at least") {
    UsageSamples samples;
    UsageSamples::Key key{"task", 0};
    auto before = [&](milliseconds after, std::int64_t count = 1) {
        auto sample = samples.add(key, sample_at(after, count));
        return sample ? std::optional(sample->at - start) : std::nullopt;
    };
    CHECK_FALSE(before(seconds(0)));
    CHECK_FALSE(before(milliseconds(999)));
    CHECK(before(seconds(10)) == seconds(0));
    CHECK(before(milliseconds(10'500)) == seconds(0));
    CHECK(before(seconds(20), 7) == seconds(10));
    // The container was restarted: its counters began at zero.
    CHECK_FALSE(before(seconds(30), 2));
    CHECK(before(seconds(40), 3) == seconds(30));
    samples.forget([](const std::string& task) { return task == "task"; });
    CHECK_FALSE(before(seconds(50), 4));
}

TEST_CASE("statistics compare with the sample before") {
    auto stats = container_stats(app(), sample_at(seconds(10), 3), sample_at(seconds(0), 1), 8192);
    CHECK(text_of(stats, "read") == R"("2026-11-30T00:00:10.000Z")");
    CHECK(text_of(stats, "preread") == R"("2026-11-30T00:00:00.000Z")");
    CHECK(
        text_of(stats, "cpu_stats") ==
        R"({"cpu_usage":{"total_usage":30},"system_cpu_usage":300,"online_cpus":2})"
    );
    CHECK(
        text_of(stats, "precpu_stats") ==
        R"({"cpu_usage":{"total_usage":10},"system_cpu_usage":100,"online_cpus":2})"
    );
    CHECK(
        text_of(stats, "networks") ==
        R"({"eth1":{"rx_bytes":3000,"rx_packets":5,"rx_errors":1,"rx_dropped":2,)"
        R"("tx_bytes":6000,"tx_packets":6,"tx_errors":3,"tx_dropped":4}})"
    );
    const auto* rates = stats.find("network_rate_stats");
    REQUIRE(rates);
    CHECK(*rates->find("rx_bytes_per_sec")->as_double() == 200);
    CHECK(*rates->find("tx_bytes_per_sec")->as_double() == 400);
    CHECK(text_of(stats, "name") == R"("app")");
    CHECK(text_of(stats, "id") == R"("0123-1")");
}

TEST_CASE("statistics have what the kernel counts, in Docker's words") {
    auto sample = sample_at(seconds(0), 1);
    auto& group = sample.usage.group;
    group.memory_bytes_max = 5000;
    group.memory_stat = {{"cache", 7}};
    group.cpu_ns_each = {6, 4};
    group.cpu_ns_kernel = 3;
    group.cpu_ns_user = 7;
    group.throttling = {9, 8, 7};
    group.block_bytes = {{259, 1, "Read", 512}};
    group.pids = 2;
    group.pids_max = 1024;
    auto stats = container_stats(app(), sample, std::nullopt, 8192);
    CHECK(
        text_of(stats, "cpu_stats") ==
        R"({"cpu_usage":{"total_usage":10,"percpu_usage":[6,4],"usage_in_kernelmode":3,)"
        R"("usage_in_usermode":7},"system_cpu_usage":100,"online_cpus":2,)"
        R"("throttling_data":{"periods":9,"throttled_periods":8,"throttled_time":7}})"
    );
    CHECK(
        text_of(stats, "memory_stats") ==
        R"({"usage":4096,"max_usage":5000,"stats":{"cache":7},"limit":8192})"
    );
    CHECK(
        text_of(stats, "blkio_stats") ==
        R"({"io_service_bytes_recursive":[{"major":259,"minor":1,"op":"Read","value":512}],)"
        R"("io_serviced_recursive":[]})"
    );
    CHECK(text_of(stats, "pids_stats") == R"({"current":2,"limit":1024})");
}

TEST_CASE("what was not observed is not said") {
    auto sample = sample_at(seconds(0), 1);
    auto first = container_stats(app(), sample, std::nullopt, 8192);
    CHECK_FALSE(first.find("network_rate_stats"));
    CHECK(text_of(first, "preread") == R"("0001-01-01T00:00:00Z")");
    CHECK(text_of(first, "precpu_stats") == R"({"cpu_usage":{"total_usage":0}})");
    CHECK(first.find("networks"));
    CHECK(text_of(first, "pids_stats") == "{}");
    sample.usage.interfaces.clear();
    CHECK_FALSE(container_stats(app(), sample, sample_at(seconds(-5), 1), 8192).find("networks"));
}

}  // namespace
}  // namespace atlas::aws::ecs
