// SPDX-License-Identifier: Apache-2.0
// usage: write_log DIRECTORY
// Fills a new log directory with our own code, for a foreign tool to judge: several segments, an
// idempotent producer, a rolled and a closed snapshot, committed offsets and a group. Prints
// nothing when all went well.
#include <cstdio>
#include <string>

#include "broker/group/coordinator.h"
#include "broker/log/log.h"
#include "broker/log/record_batch.h"

namespace {

using namespace atlas;
using namespace atlas::broker;

constexpr int batches = 400;

Result<> write_records(Log& log) {
    PartitionSettings settings;
    settings.segment_bytes = 100'000;
    auto partition = ATLAS_TRY(log.create_partition("plain", 0, settings));
    ManualExecutor home;
    BatchProducer producer{.id = 77, .epoch = 2, .base_sequence = 0};
    for (int i = 0; i < batches; ++i) {
        std::vector<NewRecord> records;
        for (int j = 0; j < 3; ++j) {
            auto time = 1'700'000'000'000 + i * 1000 + (j == 1 ? 500 : j);
            records.push_back({"key" + std::to_string(i), std::string(300, 'v'), time});
        }
        auto batch = encode_batch(records, producer);
        producer.base_sequence += 3;
        partition->append(batch, Acks::all, home, [](auto) {});
        if (i % 10 == 0) log.sync();
    }
    log.sync();
    return {};
}

Result<> write_offsets(Log& log, const Clock& clock) {
    auto settings = GroupCoordinator::offsets_settings();
    auto partition = ATLAS_TRY(log.create_partition("__consumer_offsets", 0, settings));
    ManualExecutor home;
    SystemRandom random;
    GroupSettings group_settings;
    group_settings.initial_rebalance_delay = std::chrono::milliseconds(0);
    group_settings.initial_rebalance_delay_min = std::chrono::milliseconds(0);
    auto groups = ATLAS_TRY(GroupCoordinator::open(group_settings, partition, home, clock, random));
    JoinRequest join;
    join.group_id = "readers";
    join.client_id = "reader";
    join.client_host = "/127.0.0.1";
    join.protocol_type = "consumer";
    join.protocols = {{"range", std::string("\0\0\0\0\0\1\0\5plain\xFF\xFF\xFF\xFF", 17)}};
    join.session_timeout_ms = join.rebalance_timeout_ms = 10'000;
    SyncRequest sync{"readers", 1, "", "", {}, {}, {}};
    groups->join(join, [&](JoinAnswer answer) { sync.member_id = answer.member_id; });
    // A first rebalance ends by a timer, also by one of no length.
    home.run_all();
    sync.assignments = {{sync.member_id, std::string("\0\0\0\0\0\0\xFF\xFF\xFF\xFF", 10)}};
    groups->sync(sync, [](auto) {});
    log.sync();
    home.run_all();
    CommitRequest commit{"readers", 1, sync.member_id, "", {}};
    commit.entries.push_back({{"plain", 0}, {.offset = 42, .leader_epoch = 0, .metadata = "note"}});
    KafkaCode committed = KafkaCode::unknown_server_error;
    groups->commit(commit, [&](auto codes) { committed = codes.front(); });
    log.sync();
    home.run_all();
    if (committed != KafkaCode::none) return Error(ErrorCode::io, "the offset is not committed");
    return {};
}

Result<> run(const std::string& directory) {
    linux::SystemFileSystem files;
    SystemClock clock;
    LogSettings settings;
    settings.directory = directory;
    settings.threads = false;
    auto log =
        ATLAS_TRY(Log::open(settings, files, clock, [](auto&, auto) { return PartitionSettings{}; })
        );
    ATLAS_TRY(write_records(*log));
    ATLAS_TRY(write_offsets(*log, clock));
    return log->close();
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    auto done = run(arguments[1]);
    if (done.ok()) return 0;
    std::fprintf(stderr, "write_log: %s\n", done.error().message().c_str());
    return 1;
}
