// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "broker/log/log.h"
#include "broker/log/record_batch.h"
#include "linux/fake_file_system.h"

namespace atlas::broker {

/// For tests: a log without threads on a fake disk whose power can be cut. The test drives `log`,
/// `clock` and `home` itself.
class LogOnFakeDisk {
public:
    explicit LogOnFakeDisk(std::uint64_t seed) : files(seed), clock(Time(std::chrono::hours(1))) {
        settings.directory = "kafka";
        settings.threads = false;
        settings.preallocate_bytes = 4096;
    }

    Result<> open() {
        log.reset();
        auto opened =
            Log::open(settings, files, clock, [this](auto&, auto) { return partition_settings; });
        if (!opened.ok()) return std::move(opened).error();
        log = std::move(opened).value();
        return {};
    }
    /// A batch of these values with the clock's time.
    std::string batch_of(const std::vector<std::string>& values, BatchProducer producer = {}) {
        std::vector<NewRecord> records;
        for (const auto& value : values)
            records.push_back({std::nullopt, value, now_ms()});
        return encode_batch(records, producer);
    }
    /// Appends with acks=all, syncs, and returns the producer's answer.
    AppendOutcome append(Partition& partition, std::string batch) {
        std::optional<AppendOutcome> outcome;
        auto decided = partition.append(batch, Acks::all, home, [&](AppendOutcome late) {
            outcome = std::move(late);
        });
        if (decided) return *decided;
        log->sync();
        home.run_all();
        return outcome.value_or(AppendOutcome{.code = KafkaCode::unknown_server_error});
    }
    AppendOutcome append(Partition& partition, const std::vector<std::string>& values) {
        return append(partition, batch_of(values));
    }
    std::int64_t now_ms() const {
        auto since = clock.now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
    }

    linux::FakeFileSystem files;
    FakeClock clock;
    ManualExecutor home;
    LogSettings settings;
    PartitionSettings partition_settings;
    std::unique_ptr<Log> log;
};

/// The values of all records from `offset` to the high watermark, by reads of `bytes_max` each.
inline std::vector<std::string> read_values(
    Partition& partition, std::int64_t offset, std::size_t bytes_max = 1 << 20
) {
    std::vector<std::string> values;
    while (true) {
        auto outcome = partition.read(offset, bytes_max, true);
        if (outcome.records.empty()) return values;
        for (std::string_view rest = outcome.records; !rest.empty();) {
            auto header = parse_batch_header(rest);
            RecordReader records(rest.substr(0, header->size_bytes()));
            while (auto record = records.next()) {
                if (header->base_offset + record->offset_delta < offset) continue;
                values.emplace_back(record->value.value_or("null"));
            }
            offset = header->next_offset();
            rest.remove_prefix(header->size_bytes());
        }
    }
}

}  // namespace atlas::broker
