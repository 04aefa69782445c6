// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "broker/group/coordinator.h"
#include "broker/log/log_on_fake_disk.h"

namespace atlas::broker {

/// For tests: a coordinator on a fake disk, whose clock and timers advance together.
struct GroupsOnFakeDisk : LogOnFakeDisk {
    explicit GroupsOnFakeDisk(std::uint64_t seed = 1) : LogOnFakeDisk(seed), random(seed) {
        group_settings.initial_rebalance_delay = std::chrono::milliseconds(0);
        group_settings.initial_rebalance_delay_min = std::chrono::milliseconds(0);
        partition_settings = GroupCoordinator::offsets_settings();
    }

    /// Opens log and coordinator; again after a power cut.
    Result<> start() {
        groups.reset();
        ATLAS_TRY(open());
        offsets = log->find("__consumer_offsets", 0);
        if (!offsets) {
            offsets = ATLAS_TRY(log->create_partition("__consumer_offsets", 0, partition_settings));
        }
        groups = ATLAS_TRY(
            GroupCoordinator::open(group_settings, offsets, home, clock, random, workers_of_groups)
        );
        return {};
    }
    /// Runs all due tasks and syncs.
    void settle() {
        for (int i = 0; i < 4; ++i) {
            home.run_all();
            log->sync();
        }
        home.run_all();
    }
    void pass(std::chrono::milliseconds time) {
        constexpr std::chrono::milliseconds step(50);
        for (; time.count() > 0; time -= step) {
            clock.advance(step);
            home.advance(step);
            settle();
        }
    }

    SeededRandom random;
    GroupSettings group_settings;
    PartitionPtr offsets;
    std::unique_ptr<GroupCoordinator> groups;
    InlineWorkers inline_workers;
    Workers* workers_of_groups = &inline_workers;
};

/// A client of one group: sends requests and keeps the last answers.
struct TestMember {
    TestMember(GroupsOnFakeDisk& where, std::string instance_id = "")
        : disk(where), instance(std::move(instance_id)) {}

    TestMember& join() {
        joined.reset();
        JoinRequest request;
        request.group_id = group;
        request.member_id = id;
        request.instance_id = instance;
        request.client_id = "client";
        request.client_host = "/127.0.0.1";
        request.protocol_type = "consumer";
        request.protocols = protocols;
        request.session_timeout_ms = 10'000;
        request.rebalance_timeout_ms = 30'000;
        request.require_known_member_id = two_step;
        request.can_skip_assignment = can_skip;
        disk.groups->join(std::move(request), [this](JoinAnswer answer) {
            if (!answer.member_id.empty()) id = answer.member_id;
            if (answer.code == KafkaCode::none) generation = answer.generation;
            joined = std::move(answer);
        });
        return *this;
    }
    TestMember& sync(std::vector<MemberAssignment> assignments = {}) {
        synced.reset();
        SyncRequest request;
        request.group_id = group;
        request.generation = generation;
        request.member_id = id;
        request.instance_id = instance;
        request.assignments = std::move(assignments);
        disk.groups->sync(std::move(request), [this](SyncAnswer answer) {
            synced = std::move(answer);
        });
        return *this;
    }
    KafkaCode heartbeat() { return disk.groups->heartbeat({group, generation, id, instance}); }
    KafkaCode leave() { return disk.groups->leave(group, {{id, instance}}).members.front(); }
    KafkaCode commit(const std::string& topic, std::int64_t offset, std::string note = "") {
        CommitRequest request{group, generation, id, instance, {}};
        request.entries.push_back({{topic, 0}, {.offset = offset, .metadata = std::move(note)}});
        std::optional<KafkaCode> code;
        disk.groups->commit(std::move(request), [&](auto codes) { code = codes.front(); });
        disk.settle();
        return code.value_or(KafkaCode::unknown_server_error);
    }
    std::int64_t committed(const std::string& topic) {
        std::vector<CommitEntry> found;
        disk.groups->fetch_offsets(group, std::vector<TopicPartition>{{topic, 0}}, found);
        return found.front().committed.offset;
    }

    GroupsOnFakeDisk& disk;
    std::string group = "g";
    std::string instance;
    std::string id;
    std::int32_t generation = -1;
    bool two_step = false;
    bool can_skip = false;
    std::vector<GroupProtocol> protocols{{"range", "r"}, {"roundrobin", "rr"}};
    std::optional<JoinAnswer> joined;
    std::optional<SyncAnswer> synced;
};

}  // namespace atlas::broker
