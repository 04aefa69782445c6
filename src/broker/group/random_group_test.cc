// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <set>

#include <doctest/doctest.h>

#include "broker/group/groups_on_fake_disk.h"

// Members join, lead, stall, die and return at random, on a disk whose power is cut at random. The
// invariants: every request is answered once; all stable members of a generation have the
// assignment that its leader made for them; acknowledged commits are never lost; and once all
// members behave, the group becomes stable.
namespace atlas::broker {
namespace {

using std::chrono::milliseconds;

/// A client that follows the protocol, one step at a time.
struct Client {
    Client(GroupsOnFakeDisk& where, std::string instance_id, bool asks_twice)
        : disk(where), instance(std::move(instance_id)), two_step(asks_twice) {
        forget();
    }

    /// The process dies and a new one starts. Answers to the dead one are ignored.
    void forget() {
        if (member) dead.push_back(std::move(member));
        member = std::make_unique<TestMember>(disk, instance);
        member->two_step = two_step;
        asks = stable = false;
        newest = 0;
    }

    GroupsOnFakeDisk& disk;
    std::string instance;
    bool two_step;
    std::unique_ptr<TestMember> member;
    std::vector<std::unique_ptr<TestMember>> dead;
    bool asks = false;    // a join or a sync is pending
    bool stable = false;  // has the assignment of its generation
    std::int32_t newest = 0;
};

class RandomGroup {
public:
    explicit RandomGroup(std::uint64_t seed) : random_(seed), disk_(seed) {
        disk_.group_settings.initial_rebalance_delay = milliseconds(seed % 2 == 0 ? 0 : 200);
        REQUIRE(disk_.start().ok());
        for (int i = 0; i < 4; ++i) {
            auto instance = i % 2 == 0 ? "" : "static" + std::to_string(i);
            clients_.push_back(std::make_unique<Client>(disk_, instance, i == 2));
        }
    }

    void run() {
        for (int step = 0; step < 400; ++step) {
            auto& client = *clients_[random_() % clients_.size()];
            auto dice = random_() % 100;
            if (dice < 60) {
                proceed(client);
            } else if (dice < 75) {
                disk_.pass(milliseconds(50 * (1 + random_() % 40)));
            } else if (dice < 80) {
                client.forget();  // its process dies
            } else if (dice < 84 && !client.asks && !client.member->id.empty()) {
                client.member->leave();
                client.forget();
            } else if (dice < 97) {
                commit(client);
            } else {
                cut_power();
            }
            check();
        }
        come_to_rest();
    }

private:
    /// The next step of a well-behaved consumer.
    void proceed(Client& client) {
        take_answers(client);
        if (client.asks) return;
        if (client.stable) {
            auto code = client.member->heartbeat();
            if (code == KafkaCode::none) return;
            client.stable = false;
            if (code != KafkaCode::rebalance_in_progress) client.forget();
        }
        client.asks = true;
        client.member->join();
        take_answers(client);
    }

    void take_answers(Client& client) {
        auto& member = *client.member;
        if (auto joined = std::exchange(member.joined, std::nullopt)) {
            if (joined->code == KafkaCode::none) {
                CHECK(joined->generation >= client.newest);
                client.newest = joined->generation;
                std::vector<MemberAssignment> assignments;
                for (const auto& other : joined->members) {
                    auto what = other.member_id + "@" + std::to_string(joined->generation);
                    assignments.push_back({other.member_id, what});
                }
                member.sync(std::move(assignments));
            } else {
                client.asks = false;
                if (joined->code != KafkaCode::member_id_required) client.forget();
            }
        }
        if (auto synced = std::exchange(member.synced, std::nullopt)) {
            client.asks = false;
            client.stable = synced->code == KafkaCode::none;
            if (client.stable) {
                // Made by the leader of this generation for this member, or for the static member
                // that it has replaced.
                auto suffix = "@" + std::to_string(member.generation);
                CHECK((synced->assignment.empty() || synced->assignment.ends_with(suffix)));
            } else if (synced->code != KafkaCode::rebalance_in_progress) {
                client.forget();
            }
        }
    }

    void commit(Client& client) {
        if (!client.stable) return;
        auto offset = ++last_offset_;
        if (client.member->commit("t", offset) == KafkaCode::none) promised_ = offset;
    }

    void cut_power() {
        disk_.files.cut_power();
        disk_.home.run_all();
        REQUIRE(disk_.start().ok());
        // The connections died with the broker, so pending requests are sent again.
        for (auto& client : clients_) {
            client->member->joined.reset();
            client->member->synced.reset();
            client->asks = false;
            // A generation whose assignment no member had received may be lost.
            client->newest = 0;
        }
    }

    void check() {
        CHECK(clients_.front()->member->committed("t") >= promised_);
        auto described = disk_.groups->describe("g");
        std::set<std::string> ids;
        for (const auto& member : described.members)
            CHECK(ids.insert(member.member_id).second);
        if (described.state != "Stable") return;
        // A static member that rejoined has the assignment of its predecessor's member id.
        for (const auto& member : described.members) {
            if (!member.instance_id.empty() || member.assignment.empty()) continue;
            CHECK(member.assignment.starts_with(member.member_id + "@"));
        }
    }

    /// All members behave from here on.
    void come_to_rest() {
        auto all_stable = [&] {
            // Dead members are removed when their sessions end.
            if (disk_.groups->describe("g").members.size() != clients_.size()) return false;
            return std::all_of(clients_.begin(), clients_.end(), [](const auto& client) {
                return client->stable && client->member->heartbeat() == KafkaCode::none;
            });
        };
        int rounds = 0;
        for (; rounds < 400 && !all_stable(); ++rounds) {
            for (auto& client : clients_)
                proceed(*client);
            disk_.pass(milliseconds(200));
        }
        CHECK(rounds < 400);
    }

    std::mt19937_64 random_;
    GroupsOnFakeDisk disk_;
    std::vector<std::unique_ptr<Client>> clients_;
    std::int64_t last_offset_ = 0;
    std::int64_t promised_ = -1;
};

}  // namespace

TEST_CASE("whatever members and power do, commits stay and the group comes to rest") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        CAPTURE(seed);
        RandomGroup(seed).run();
    }
}

}  // namespace atlas::broker
