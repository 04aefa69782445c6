// SPDX-License-Identifier: Apache-2.0
#include "broker/group/group_log.h"

#include "base/log.h"
#include "broker/log/record_batch.h"

namespace atlas::broker {
namespace {

constexpr std::size_t read_bytes = 1 << 20;
constexpr std::size_t rewrite_batch_bytes = 512 << 10;

std::int64_t milliseconds(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

GroupLog::GroupLog(
    PartitionPtr partition,
    Executor& home,
    Workers& workers,
    const Clock& clock,
    std::int64_t compact_bytes,
    Holding holding
)
    : partition_(std::move(partition)),
      home_(home),
      workers_(workers),
      clock_(clock),
      compact_bytes_(compact_bytes),
      holding_(std::move(holding)),
      self_(std::make_shared<GroupLog*>(this)) {}

Result<> GroupLog::replay(
    const std::function<void(std::string_view, std::optional<std::string_view>)>& to
) {
    // A coordinator that starts without the committed offsets would silently send every consumer
    // back to its reset position, so this is an error.
    if (auto failure = partition_->failure(); !failure.empty()) {
        return Error(ErrorCode::io, "consumer offsets: " + failure);
    }
    auto offset = partition_->log_start_offset();
    while (offset < partition_->high_watermark()) {
        auto outcome = partition_->read(offset, read_bytes, true);
        if (outcome.records.empty()) {
            return Error(
                ErrorCode::io, "consumer offsets cannot be read at " + std::to_string(offset)
            );
        }
        for (std::string_view rest = outcome.records; !rest.empty();) {
            auto header = parse_batch_header(rest);
            RecordReader records(rest.substr(0, header->size_bytes()));
            while (auto record = records.next()) {
                if (record->key) to(*record->key, record->value);
            }
            offset = header->next_offset();
            rest.remove_prefix(header->size_bytes());
        }
    }
    return {};
}

void GroupLog::append(std::vector<GroupRecord> records, Done done) {
    if (compaction_ == Compaction::due) {
        held_back_.push_back({std::move(records), std::move(done)});
        return;
    }
    write(std::move(records), std::move(done));
}

void GroupLog::write(std::vector<GroupRecord> records, Done done) {
    std::vector<NewRecord> batch_records;
    auto now = milliseconds(clock_.now());
    for (auto& record : records) {
        batch_records.push_back({std::move(record.key), std::move(record.value), now});
    }
    auto batch = encode_batch(batch_records);
    ++in_flight_;
    // Shared, because the append either calls `finish` itself or leaves it to us.
    auto shared = std::make_shared<Done>(std::move(done));
    auto finish = [self = std::weak_ptr(self_), shared](const AppendOutcome& outcome) {
        auto log = self.lock();
        if (log) (*log)->written(outcome.code, std::move(*shared));
    };
    auto decided = partition_->append(batch, Acks::all, home_, finish);
    if (decided) home_.post([finish, outcome = std::move(*decided)] { finish(outcome); });
}

void GroupLog::written(KafkaCode code, Done done) {
    --in_flight_;
    done(code == KafkaCode::none ? KafkaCode::none : KafkaCode::coordinator_not_available);
    // After a failed append a compaction would fail too.
    if (code == KafkaCode::none && compaction_is_due()) compaction_ = Compaction::due;
    // Records in flight are not in holding_() yet and would be deleted, so compaction waits.
    if (compaction_ == Compaction::due && in_flight_ == 0) compact();
}

bool GroupLog::compaction_is_due() const {
    if (compaction_ != Compaction::none) return false;
    auto size = partition_->size_bytes();
    return size > compact_bytes_ && size > 4 * size_when_compact_ && size > size_to_try_again_;
}

void GroupLog::compact() {
    compaction_ = Compaction::running;
    const auto start = partition_->log_end_offset();
    const auto before = partition_->size_bytes();
    std::vector<std::vector<GroupRecord>> batches;
    std::size_t bytes = rewrite_batch_bytes;
    for (auto& record : holding_()) {
        if (bytes >= rewrite_batch_bytes) {
            batches.emplace_back();
            bytes = 0;
        }
        bytes += record.key.size() + record.value.value_or("").size();
        batches.back().push_back(std::move(record));
    }
    auto failure = std::make_shared<KafkaCode>(KafkaCode::none);
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const bool last = i + 1 == batches.size();
        write(std::move(batches[i]), [this, start, failure, last](KafkaCode code) {
            if (code != KafkaCode::none) *failure = code;
            if (last) shorten(start, *failure);
        });
    }
    // The size of the live records alone.
    size_when_compact_ = partition_->size_bytes() - before;
    if (batches.empty()) shorten(start, KafkaCode::none);
    for (auto& held : std::exchange(held_back_, {})) {
        write(std::move(held.records), std::move(held.done));
    }
}

void GroupLog::shorten(std::int64_t start, KafkaCode rewritten) {
    if (rewritten != KafkaCode::none) return shortened(rewritten);
    workers_.run<KafkaCode>(
        [partition = partition_, start] {
            std::int64_t log_start = -1;
            return partition->delete_records(start, log_start);
        },
        home_,
        [self = std::weak_ptr(self_)](KafkaCode code) {
            if (auto log = self.lock()) (*log)->shortened(code);
        }
    );
}

void GroupLog::shortened(KafkaCode code) {
    compaction_ = Compaction::none;
    size_to_try_again_ = 0;
    if (code == KafkaCode::none) return;
    // A failed attempt has made the log longer: the next one waits until it has doubled.
    size_to_try_again_ = 2 * partition_->size_bytes();
    log::warning("broker", "the log of consumer offsets could not be shortened");
}

}  // namespace atlas::broker
