// SPDX-License-Identifier: Apache-2.0
#include "broker/log/disk_partition.h"

#include <fmt/core.h>

namespace atlas::broker {

DiskPartition::DiskPartition(
    PartitionSurroundings surroundings,
    std::string directory,
    PartitionKey key,
    PartitionSettings settings
)
    : around_(surroundings),
      directory_(std::move(directory)),
      key_(std::move(key)),
      check_packed_(settings.check_packed),
      settings_(settings) {}

std::int64_t DiskPartition::now_ms() const {
    auto since = around_.clock.now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::int64_t DiskPartition::log_start_offset() const {
    std::lock_guard lock(mutex_);
    return log_start_;
}

std::int64_t DiskPartition::high_watermark() const {
    std::lock_guard lock(mutex_);
    return high_watermark_;
}

std::int64_t DiskPartition::log_end_offset() const {
    std::lock_guard lock(mutex_);
    return log_end_;
}

std::int64_t DiskPartition::recovery_point() const {
    std::lock_guard lock(mutex_);
    return synced_;
}

std::int64_t DiskPartition::size_bytes() const {
    std::lock_guard lock(mutex_);
    std::int64_t bytes = 0;
    for (const auto& segment : segments_)
        bytes += segment->size_bytes();
    return bytes;
}

std::int32_t DiskPartition::leader_epoch() const {
    std::lock_guard lock(mutex_);
    return epochs_.empty() ? 0 : epochs_.back().epoch;
}

TimedOffset DiskPartition::end_of_epoch(std::int32_t leader_epoch) const {
    std::lock_guard lock(mutex_);
    for (std::size_t i = epochs_.size(); i-- > 0;) {
        if (epochs_[i].epoch > leader_epoch) continue;
        // An epoch above the current one is unknown; it must not fall back to an older one.
        if (i + 1 == epochs_.size() && epochs_[i].epoch < leader_epoch) return {};
        auto end = i + 1 < epochs_.size() ? epochs_[i + 1].start_offset : log_end_;
        return {.offset = end, .timestamp = -1, .leader_epoch = epochs_[i].epoch};
    }
    return {};
}

std::vector<ActiveProducer> DiskPartition::producers() const {
    std::lock_guard lock(mutex_);
    std::vector<ActiveProducer> found;
    for (const auto& [id, producer] : producers_.all()) {
        found.push_back(
            {.producer_id = id,
             .producer_epoch = producer.epoch,
             .last_sequence = producer.batches.back().last_sequence,
             .last_timestamp = producer.last_timestamp}
        );
    }
    return found;
}

PartitionSettings DiskPartition::settings() const {
    std::lock_guard lock(mutex_);
    return settings_;
}

void DiskPartition::change_settings(const PartitionSettings& settings) {
    check_packed_ = settings.check_packed;
    std::lock_guard lock(mutex_);
    settings_ = settings;
}

std::string DiskPartition::failure() const {
    std::lock_guard lock(mutex_);
    return failure_;
}

DiskPartition::WatchId DiskPartition::watch(
    std::int64_t offset, Executor& home, std::move_only_function<void()> ready
) {
    std::lock_guard lock(mutex_);
    auto id = ++last_watch_;
    if (high_watermark_ > offset || deleted_ || !failure_.empty()) {
        home.post(std::move(ready));
    } else {
        watching_.emplace(offset, Watching{id, &home, std::move(ready)});
    }
    return id;
}

void DiskPartition::cancel_watch(WatchId id) {
    std::lock_guard lock(mutex_);
    std::erase_if(watching_, [id](const auto& item) { return item.second.id == id; });
}

void DiskPartition::wake_watchers(std::int64_t up_to) {
    while (!watching_.empty() && watching_.begin()->first < up_to) {
        auto node = watching_.extract(watching_.begin());
        node.mapped().home->post(std::move(node.mapped().ready));
    }
}

void DiskPartition::advance_high_watermark() {
    // Consumers must not read a record that its producer has not been promised yet.
    auto limit = waiting_.empty() ? log_end_ : waiting_.begin()->second.base_offset;
    if (limit <= high_watermark_) return;
    high_watermark_ = limit;
    wake_watchers(high_watermark_);
}

std::size_t DiskPartition::answer_waiting(
    std::int64_t up_to, KafkaCode code, const std::string& message
) {
    std::size_t answered = 0;
    for (; !waiting_.empty() && waiting_.begin()->first <= up_to; ++answered) {
        auto node = waiting_.extract(waiting_.begin());
        auto& waiting = node.mapped();
        auto outcome =
            code == KafkaCode::none ? std::move(waiting.outcome) : refusal(code, message);
        waiting.home->post([done = std::move(waiting.done),
                            outcome = std::move(outcome)]() mutable { done(std::move(outcome)); });
    }
    return answered;
}

void DiskPartition::fail(const std::string& why) {
    std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = why;
    answer_waiting(INT64_MAX, KafkaCode::kafka_storage_error, failure_);
    wake_watchers(INT64_MAX);
}

void DiskPartition::deleted() {
    std::lock_guard lock(mutex_);
    deleted_ = true;
    answer_waiting(INT64_MAX, KafkaCode::unknown_topic_or_partition, "the topic was deleted");
    wake_watchers(INT64_MAX);
    // Closes the files: an open descriptor would keep the disk space of a removed file.
    for (const auto& segment : segments_) {
        segment->mark_synced();
        around_.open_files->forget(segment.get());
    }
}

}  // namespace atlas::broker
