// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "base/log.h"
#include "broker/log/disk_log.h"

namespace atlas::broker {
namespace {

// About one batch of the default max.message.bytes.
constexpr std::uint64_t probe_bytes = 1 << 20;
constexpr std::string_view probe_name = "/room.tmp";

}  // namespace

void DiskLog::found_no_room(const std::string& why) {
    {
        std::lock_guard lock(queue_mutex_);
        if (!no_room_.empty()) return;
        no_room_ = why;
        // Wakes the sync thread, which starts to probe for space.
        if (!dirty_since_) dirty_since_ = std::chrono::steady_clock::now();
        sync_due_ = true;
    }
    log::error(
        "broker", "{}: no room on the disk, records are refused: {}", settings_.directory, why
    );
    wake_.notify_one();
}

void DiskLog::look_for_room() {
    {
        std::lock_guard lock(queue_mutex_);
        if (no_room_.empty()) return;
    }
    // A small write may succeed while batches still fail, so the probe is a large allocation.
    auto path = settings_.directory + std::string(probe_name);
    auto file = files_.open(path, linux::OpenMode::create);
    bool has_room = file.ok() && file.value()->allocate(probe_bytes).ok();
    if (file.ok()) (void)files_.remove(path);
    if (!has_room) return;
    {
        std::lock_guard lock(queue_mutex_);
        no_room_.clear();
    }
    log::info("broker", "{}: there is room on the disk again", settings_.directory);
}

std::string DiskLog::trouble() const {
    std::size_t failed = 0;
    std::string first;
    for (const auto& partition : all()) {
        auto why = partition->failure();
        if (!why.empty() && failed++ == 0) {
            first = fmt::format("{}-{}: {}", partition->topic(), partition->number(), why);
        }
    }
    std::lock_guard lock(queue_mutex_);
    if (!no_room_.empty()) return "no room on the disk, records are refused: " + no_room_;
    if (failed == 0) return "";
    return fmt::format("{} partitions take no records; {}", failed, first);
}

}  // namespace atlas::broker
