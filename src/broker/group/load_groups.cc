// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "broker/group/local_coordinator.h"

namespace atlas::broker {
namespace {

std::string group_of_key(const std::variant<OffsetKey, GroupKey>& key) {
    return std::visit([](const auto& one) { return one.group_id; }, key);
}

/// Only a record that an earlier release has spoilt gets here: the log's checksums have passed.
void report_spoilt(const std::string& group) {
    log::warning("broker", "group {}: a record cannot be read and counts as deleted", group);
}

}  // namespace

Result<> LocalCoordinator::load() {
    ATLAS_TRY(log_.replay([this](auto key, auto value) { take_record(key, value); }));
    // Without them consumers would be sent back to their reset position, and the next compaction
    // would erase them.
    if (!unreadable_.empty())
        return Error(
            ErrorCode::invalid_argument, "consumer offsets: " + unreadable_.begin()->second
        );
    for (const auto& [id, group] : groups_) {
        // Each member gets a whole session to reconnect.
        for (auto& [member_id, member] : group->members) {
            member.timer = ++last_timer_;
            heard_from(group, member);
            arm_timer(group, member);
        }
    }
    expire_offsets_now_and_then();
    return {};
}

void LocalCoordinator::take_record(std::string_view key, std::optional<std::string_view> value) {
    const std::string name(key);
    if (later_key_version(key)) {
        later_records_.erase(name);
        if (value) later_records_.emplace(name, *value);
        return;
    }
    const auto parsed = parse_group_log_key(key);
    if (!parsed) return;
    unreadable_.erase(name);
    if (const auto later = value ? later_value_version(*value) : std::nullopt) {
        unreadable_[name] = "group " + group_of_key(*parsed) + ": version " +
                            std::to_string(*later) + " of a record is one of a later release";
        return;
    }
    if (const auto* offset = std::get_if<OffsetKey>(&*parsed)) {
        take_offset(*offset, value);
    } else {
        take_group(std::get<GroupKey>(*parsed).group_id, value);
    }
}

LocalCoordinator::GroupPtr LocalCoordinator::group_of(const std::string& id) {
    auto& group = groups_[id];
    if (!group) group = std::make_shared<Group>(id);
    return group;
}

void LocalCoordinator::take_offset(const OffsetKey& key, std::optional<std::string_view> value) {
    const auto group = group_of(key.group_id);
    auto committed = value ? parse_offset(*value) : std::nullopt;
    if (value && !committed) report_spoilt(key.group_id);
    if (committed) {
        group->offsets[key.partition] = std::move(*committed);
    } else {
        group->offsets.erase(key.partition);
    }
}

void LocalCoordinator::take_group(const std::string& id, std::optional<std::string_view> value) {
    const auto stored = value ? parse_group(*value) : std::nullopt;
    if (value && !stored) report_spoilt(id);
    if (stored) {
        group_of(id)->restore(*stored);
    } else {
        // A group's tombstone comes after the tombstones of its offsets, so nothing else is left.
        groups_.erase(id);
    }
}

}  // namespace atlas::broker
