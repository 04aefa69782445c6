// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/executor.h"
#include "broker/log/partition.h"

namespace atlas::broker {

/// One record of `__consumer_offsets`; without a value it is a tombstone for the key.
struct GroupRecord {
    std::string key;
    std::optional<std::string> value;
};

/// Writes the coordinator's records to `__consumer_offsets`-0 with acks=all and compacts that log:
/// once it is large and mostly stale, all live records are appended again and everything before
/// them is deleted, on `workers`, because that waits for the disk. Owned by the coordinator, on its
/// thread only.
class GroupLog {
public:
    using Done = std::move_only_function<void(KafkaCode)>;
    /// Returns all live records.
    using Holding = std::function<std::vector<GroupRecord>()>;

    GroupLog(
        PartitionPtr partition,
        Executor& home,
        Workers& workers,
        const Clock& clock,
        std::int64_t compact_bytes,
        Holding holding
    );

    /// Calls `to` with key and value of every record from the log start, in order. Blocks while
    /// reading. io if the log cannot be read to its end.
    Result<> replay(const std::function<void(std::string_view, std::optional<std::string_view>)>& to
    );
    /// Appends the records as one batch. `done` runs once they are durable, in the order of the
    /// calls, with none or, if the append failed, coordinator_not_available. It is dropped if the
    /// GroupLog is destroyed first.
    void append(std::vector<GroupRecord> records, Done done);

private:
    struct Write {
        std::vector<GroupRecord> records;
        Done done;
    };

    void write(std::vector<GroupRecord> records, Done done);
    void written(KafkaCode code, Done done);
    /// Whether at least three quarters of a large log are stale, by the size of the last
    /// compaction.
    bool compaction_is_due() const;
    /// Appends all live records and then what was held back.
    void compact();
    /// Ends a compaction: `start` is where its records begin.
    void shorten(std::int64_t start, KafkaCode rewritten);
    void shortened(KafkaCode code);

    PartitionPtr partition_;
    Executor& home_;
    Workers& workers_;
    const Clock& clock_;
    std::int64_t compact_bytes_;
    Holding holding_;
    std::size_t in_flight_ = 0;
    std::int64_t size_when_compact_ = 0;
    std::int64_t size_to_try_again_ = 0;  // bytes; after a failed compaction
    // due: waits for the appends in flight. running: until the old records are deleted.
    enum class Compaction : std::uint8_t { none, due, running };
    Compaction compaction_ = Compaction::none;
    std::deque<Write> held_back_;      // appends that arrive while one is due
    std::shared_ptr<GroupLog*> self_;  // callbacks hold it weakly and do nothing once it is gone
};

}  // namespace atlas::broker
