// SPDX-License-Identifier: Apache-2.0
#include "broker/log/disk_log.h"

#include <fmt/core.h>

#include "base/log.h"
#include "linux/replace_file.h"

namespace atlas::broker {
namespace {

constexpr std::string_view recovery_points_name = "recovery-point-offset-checkpoint";
constexpr std::string_view log_starts_name = "log-start-offset-checkpoint";
constexpr std::string_view clean_name = ".kafka_cleanshutdown";
constexpr std::string_view deleted_suffix = "-delete";
constexpr std::size_t topic_bytes_max = 249;  // Kafka's limit for a topic's name
// These threads mostly wait for the disk, so there may be more of them than cores: a sync of many
// partitions then takes little longer than a sync of a few.
constexpr std::size_t sync_threads_max = 7;

bool is_topic_name(const std::string& topic) {
    if (topic.empty() || topic.size() > topic_bytes_max || topic == "." || topic == "..") {
        return false;
    }
    return std::all_of(topic.begin(), topic.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    });
}

std::string folder_name(const PartitionKey& key) {
    return fmt::format("{}-{}", key.first, key.second);
}

}  // namespace

Result<std::unique_ptr<Log>> Log::open(
    LogSettings settings, linux::FileSystem& files, const Clock& clock, SettingsOf settings_of
) {
    auto log = std::make_unique<DiskLog>(std::move(settings), files, clock);
    ATLAS_TRY(log->open(settings_of));
    return std::unique_ptr<Log>(std::move(log));
}

DiskLog::DiskLog(LogSettings settings, linux::FileSystem& files, const Clock& clock)
    : settings_(std::move(settings)),
      files_(files),
      clock_(clock),
      open_files_(std::make_shared<OpenFiles>(files, settings_.idle_files_max)),
      parallel_syncs_(settings_.threads ? sync_threads_max : 0) {}

DiskLog::~DiskLog() {
    stop();
    for (const auto& partition : all())
        partition->deleted();
}

std::string DiskLog::path_of(std::string_view name) const {
    return settings_.directory + "/" + std::string(name);
}

PartitionSurroundings DiskLog::surroundings() {
    return {
        files_,
        clock_,
        *this,
        open_files_,
        settings_.preallocate_bytes,
        settings_.producer_expiry.count()
    };
}

Result<> DiskLog::open(const SettingsOf& settings_of) {
    ATLAS_TRY(files_.make_directories(settings_.directory));
    ATLAS_TRY(files_.sync_directory(linux::directory_of(settings_.directory)));
    bool clean = files_.exists(path_of(clean_name));
    // Removed before anything is written: after a crash a leftover marker would be trusted.
    if (clean) {
        ATLAS_TRY(files_.remove(path_of(clean_name)));
        ATLAS_TRY(files_.sync_directory(settings_.directory));
    }
    ATLAS_TRY(open_folders(settings_of, clean));
    // Drops the offsets of partitions that do not exist, so that a partition created later under
    // the same name does not inherit them. On a full disk this is put off until the next creation,
    // so that the log can be opened for reading.
    if (auto saved = save_checkpoints(); !saved.ok()) {
        if (saved.error().code() != ErrorCode::exhausted) return saved;
        found_no_room(saved.error().message());
        stale_checkpoints_ = true;
    }
    if (settings_.threads) thread_ = std::thread([this] { run(); });
    return {};
}

Result<> DiskLog::open_folders(const SettingsOf& settings_of, bool clean) {
    auto recovery_points = ATLAS_TRY(load_checkpoint(recovery_points_name));
    auto log_starts = ATLAS_TRY(load_checkpoint(log_starts_name));
    for (const auto& name : ATLAS_TRY(files_.list(settings_.directory))) {
        if (name.ends_with(deleted_suffix)) {
            ATLAS_TRY(linux::remove_tree(files_, path_of(name)));
            continue;
        }
        auto key = parse_partition_folder(name);
        if (!key) continue;
        auto partition = std::make_shared<DiskPartition>(
            surroundings(), path_of(name), *key, settings_of(key->first, key->second)
        );
        partition->open(
            {.clean = clean, .log_start = log_starts[*key], .recovery_point = recovery_points[*key]}
        );
        partitions_[*key] = std::move(partition);
    }
    return {};
}

Result<OffsetCheckpoint> DiskLog::load_checkpoint(std::string_view name) {
    if (!files_.exists(path_of(name))) return OffsetCheckpoint{};
    auto text = ATLAS_TRY(linux::load_file(files_, path_of(name)));
    auto offsets = parse_checkpoint(text);
    if (!offsets) return Error(ErrorCode::io, path_of(name) + ": not a checkpoint");
    return *offsets;
}

Result<> DiskLog::save_checkpoint(std::string_view name, const OffsetCheckpoint& offsets) {
    return linux::replace_file(files_, path_of(name), encode_checkpoint(offsets));
}

Result<> DiskLog::save_recovery_points() {
    std::lock_guard lock(checkpoint_mutex_);
    OffsetCheckpoint offsets;
    for (const auto& partition : all())
        offsets[partition->key()] = partition->recovery_point();
    return save_checkpoint(recovery_points_name, offsets);
}

Result<> DiskLog::save_log_starts() {
    std::lock_guard lock(checkpoint_mutex_);
    OffsetCheckpoint offsets;
    for (const auto& partition : all()) {
        auto start = partition->log_start_offset();
        if (start > 0) offsets[partition->key()] = start;
    }
    return save_checkpoint(log_starts_name, offsets);
}

Result<> DiskLog::save_checkpoints() {
    ATLAS_TRY(save_recovery_points());
    return save_log_starts();
}

Result<PartitionPtr> DiskLog::create_partition(
    const std::string& topic, std::int32_t number, const PartitionSettings& settings
) {
    if (!is_topic_name(topic) || number < 0) {
        return Error(ErrorCode::invalid_argument, "not a topic's name: " + topic);
    }
    PartitionKey key{topic, number};
    std::lock_guard lock(structure_mutex_);
    if (find(topic, number)) {
        return Error(ErrorCode::already_exists, folder_name(key) + " is there");
    }
    auto made = make_partition(key, settings);
    if (!made.ok() && made.error().code() == ErrorCode::exhausted) {
        found_no_room(made.error().message());
    }
    return made;
}

Result<PartitionPtr> DiskLog::make_partition(
    const PartitionKey& key, const PartitionSettings& settings
) {
    if (stale_checkpoints_) ATLAS_TRY(save_checkpoints());
    stale_checkpoints_ = false;
    auto directory = path_of(folder_name(key));
    // Left from a creation that failed half way and that no caller saw succeed.
    ATLAS_TRY(linux::remove_tree(files_, directory));
    auto partition = std::make_shared<DiskPartition>(surroundings(), directory, key, settings);
    ATLAS_TRY(partition->create());
    ATLAS_TRY(files_.sync_directory(settings_.directory));
    std::unique_lock partitions_lock(partitions_mutex_);
    partitions_[key] = partition;
    return PartitionPtr(std::move(partition));
}

PartitionPtr DiskLog::find(const std::string& topic, std::int32_t number) const {
    std::shared_lock lock(partitions_mutex_);
    auto found = partitions_.find({topic, number});
    return found == partitions_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<DiskPartition>> DiskLog::all() const {
    std::shared_lock lock(partitions_mutex_);
    std::vector<std::shared_ptr<DiskPartition>> found;
    found.reserve(partitions_.size());
    for (const auto& [key, partition] : partitions_)
        found.push_back(partition);
    return found;
}

std::vector<PartitionPtr> DiskLog::partitions() const {
    auto found = all();
    return {found.begin(), found.end()};
}

Result<> DiskLog::delete_partitions(
    const std::string& topic, std::int32_t first, std::int32_t count
) {
    std::lock_guard lock(structure_mutex_);
    std::vector<PartitionKey> there;
    for (auto number = first; number < first + count; ++number)
        if (find(topic, number)) there.push_back({topic, number});
    auto graves = ATLAS_TRY(bury(there));
    ATLAS_TRY(files_.sync_directory(settings_.directory));
    ATLAS_TRY(save_checkpoints());
    for (const auto& grave : graves)
        ATLAS_TRY(linux::remove_tree(files_, grave));
    if (there.size() == static_cast<std::size_t>(count)) return {};
    return Error(ErrorCode::not_found, fmt::format("{}: not all of its partitions", topic));
}

/// Renames each partition's folder to `<name>.<stamp>-delete`, as Kafka does, and drops it from the
/// map. The new paths are returned; the caller removes them after the rename is durable, and
/// `open_folders` removes what a crash left.
Result<std::vector<std::string>> DiskLog::bury(std::span<const PartitionKey> keys) {
    auto stamp = clock_.now().time_since_epoch().count();
    std::vector<std::string> graves;
    std::lock_guard sync_lock(sync_mutex_);
    for (const auto& key : keys) {
        auto name = folder_name(key);
        graves.push_back(path_of(fmt::format("{}.{:032x}{}", name, stamp, deleted_suffix)));
        ATLAS_TRY(files_.rename(path_of(name), graves.back()));
        std::unique_lock partitions_lock(partitions_mutex_);
        auto node = partitions_.extract(key);
        partitions_lock.unlock();
        node.mapped()->deleted();
    }
    return graves;
}

void DiskLog::apply_retention() {
    look_for_room();
    std::vector<std::shared_ptr<DiskPartition>> dropping;
    for (auto& partition : all()) {
        if (partition->drop_by_retention()) dropping.push_back(std::move(partition));
    }
    if (dropping.empty()) return;
    if (auto saved = save_log_starts(); !saved.ok()) {
        log::error("broker", "retention: {}", saved.error().message());
        return;
    }
    for (const auto& partition : dropping)
        partition->remove_dropped_files();
}

Result<> DiskLog::close() {
    stop();
    std::lock_guard lock(sync_mutex_);
    const auto partitions = all();
    std::atomic<bool> whole = true;
    parallel_syncs_.run(partitions.size(), [&](std::size_t i) {
        auto closed = partitions[i]->close();
        if (closed.ok()) return;
        whole = false;
        log::error("broker", "close: {}", closed.error().message());
    });
    ATLAS_TRY(save_checkpoints());
    // Without the marker the next open scans everything since the recovery point.
    if (!whole) return Error(ErrorCode::io, "not all partitions could be closed cleanly");
    return linux::replace_file(files_, path_of(clean_name), R"({"version":0,"brokerEpoch":-1})");
}

DiskLog::Counters DiskLog::counters() const {
    std::lock_guard lock(queue_mutex_);
    auto counters = counters_;
    counters.open_files = open_files_->count();
    return counters;
}

}  // namespace atlas::broker
