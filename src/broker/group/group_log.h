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

/// One record of `__consumer_offsets`; no value = what the key said is no more.
struct GroupRecord {
    std::string key;
    std::optional<std::string> value;
};

/// Writes what the coordinator promises to `__consumer_offsets`-0 by acks=all, and keeps that log
/// short: once it is large and mostly stale, all that still holds is written again and the rest
/// deleted. The coordinator's thread only.
class GroupLog {
public:
    using Done = std::move_only_function<void(KafkaCode)>;
    /// All records that hold now.
    using Holding = std::function<std::vector<GroupRecord>()>;

    GroupLog(
        PartitionPtr partition,
        Executor& home,
        const Clock& clock,
        std::int64_t compact_bytes,
        Holding holding
    );

    /// Gives every record from the log's start, in order. Blocks for reading. io when the log
    /// cannot be read to its end.
    Result<> replay(const std::function<void(std::string_view, std::optional<std::string_view>)>& to
    );
    /// `done` is posted once the records are durable, in the order of the calls: none,
    /// coordinator_not_available when the log failed.
    void append(std::vector<GroupRecord> records, Done done);

private:
    struct Write {
        std::vector<GroupRecord> records;
        Done done;
    };

    void write(std::vector<GroupRecord> records, Done done);
    void written(KafkaCode code, Done done);
    bool compaction_is_due() const;
    void compact();

    PartitionPtr partition_;
    Executor& home_;
    const Clock& clock_;
    std::int64_t compact_bytes_;
    Holding holding_;
    std::size_t in_flight_ = 0;
    std::int64_t size_when_compact_ = 0;
    std::int64_t size_to_try_again_ = 0;  // after a failed compaction
    // While the log is being rewritten, or is about to be, nothing else may get in between.
    std::deque<Write> held_back_;
    bool compacting_ = false;
    std::shared_ptr<GroupLog*> self_;  // tells late callbacks that the log is gone
};

}  // namespace atlas::broker
