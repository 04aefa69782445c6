// SPDX-License-Identifier: Apache-2.0
// usage: append_latency FOLDER
// What an acks=all append of 1 KiB costs on this disk: a plain loop of pwrite and fdatasync on one
// preallocated file against the log, one in flight and many. FOLDER is made and removed.
#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

#include "base/check.h"
#include "broker/log/log.h"
#include "broker/log/record_batch.h"

namespace {

using namespace atlas;
using namespace atlas::broker;
using Steady = std::chrono::steady_clock;

constexpr int rounds = 3000;
constexpr std::size_t record_bytes = 1024;

class InlineExecutor final : public Executor {
public:
    void post(Task task) override { task(); }
    void post_after(std::chrono::milliseconds, Task task) override { task(); }
};

double microseconds(Steady::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

void print(const char* what, std::vector<double>& times, Steady::duration total) {
    std::sort(times.begin(), times.end());
    auto at = [&](double part) {
        return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
    };
    auto per_second =
        static_cast<double>(times.size()) / std::chrono::duration<double>(total).count();
    std::printf(
        "%-34s p50 %7.0f us   p99 %7.0f us   max %7.0f us   %9.0f records/s\n",
        what,
        at(0.5),
        at(0.99),
        at(1),
        per_second
    );
}

void plain_loop(linux::FileSystem& files, const std::string& folder) {
    auto file = files.open(folder + "/plain", linux::OpenMode::create).value();
    ATLAS_CHECK(file->allocate(8 << 20).ok() && file->sync().ok(), "the disk has room");
    std::string bytes(record_bytes, 'x');
    std::vector<double> times;
    auto begin = Steady::now();
    for (int i = 0; i < rounds; ++i) {
        auto start = Steady::now();
        auto at = static_cast<std::uint64_t>(i) * record_bytes;
        ATLAS_CHECK(file->write_at(at, bytes).ok() && file->sync().ok(), "the disk works");
        times.push_back(microseconds(Steady::now() - start));
    }
    print("plain pwrite + fdatasync", times, Steady::now() - begin);
}

/// `in_flight` appends at a time over all partitions.
void through_log(
    const std::vector<PartitionPtr>& partitions, int in_flight, int count, const char* what
) {
    InlineExecutor home;
    std::vector<NewRecord> records{{std::nullopt, std::string(record_bytes, 'x'), 1}};
    auto batch = encode_batch(records);
    std::vector<double> times(static_cast<std::size_t>(count));
    std::atomic<int> open = 0;
    auto begin = Steady::now();
    for (int i = 0; i < count; ++i) {
        for (int now = open; now >= in_flight; now = open)
            open.wait(now);
        ++open;
        auto start = Steady::now();
        auto& partition = *partitions[static_cast<std::size_t>(i) % partitions.size()];
        auto decided =
            partition.append(batch, Acks::all, home, [&, i, start](AppendOutcome outcome) {
                ATLAS_CHECK(outcome.code == KafkaCode::none, "the log works");
                times[static_cast<std::size_t>(i)] = microseconds(Steady::now() - start);
                --open;
                open.notify_one();
            });
        ATLAS_CHECK(!decided, "acks=all waits");
    }
    for (int now = open; now > 0; now = open)
        open.wait(now);
    print(what, times, Steady::now() - begin);
}

Result<> run(const std::string& folder) {
    linux::SystemFileSystem files;
    SystemClock clock;
    ATLAS_TRY(files.make_directories(folder));
    plain_loop(files, folder);
    LogSettings settings;
    settings.directory = folder + "/log";
    auto log =
        ATLAS_TRY(Log::open(settings, files, clock, [](auto&, auto) { return PartitionSettings{}; })
        );
    std::vector<PartitionPtr> partitions;
    for (int i = 0; i < 6; ++i)
        partitions.push_back(ATLAS_TRY(log->create_partition("t", i, {})));
    through_log({partitions[0]}, 1, rounds, "log, one in flight");
    through_log(partitions, 1, rounds, "log, one in flight, 6 partitions");
    through_log({partitions[0]}, 100, 50 * rounds, "log, 100 in flight");
    through_log(partitions, 600, 50 * rounds, "log, 600 in flight, 6 partitions");
    auto counters = log->counters();
    std::printf(
        "%.1f appends a sync over all\n",
        static_cast<double>(counters.appends_decided) / static_cast<double>(counters.syncs)
    );
    ATLAS_TRY(log->close());
    log.reset();
    return linux::remove_tree(files, folder);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    auto done = run(arguments[1]);
    if (done.ok()) return 0;
    std::fprintf(stderr, "append_latency: %s\n", done.error().message().c_str());
    return 1;
}
