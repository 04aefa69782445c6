// SPDX-License-Identifier: Apache-2.0
#include "broker/group/coordinator.h"

#include <doctest/doctest.h>

#include "broker/group/groups_on_fake_disk.h"

namespace atlas::broker {
namespace {

using std::chrono::milliseconds;

struct Fixture : GroupsOnFakeDisk {
    Fixture() { REQUIRE(start().ok()); }

    /// Brings both members into one stable generation with `a` as the leader.
    void make_stable(TestMember& a, TestMember& b) {
        a.join();
        b.join();
        REQUIRE_FALSE(b.joined);
        // The first member learns of the second by its heartbeat.
        REQUIRE(a.heartbeat() == KafkaCode::rebalance_in_progress);
        a.join();
        REQUIRE(a.joined);
        REQUIRE(b.joined);
        b.sync();
        a.sync({{a.id, "for a"}, {b.id, "for b"}});
        settle();
        REQUIRE(a.synced);
        REQUIRE(b.synced);
    }
    std::string state() { return groups->describe("g").state; }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a lone member joins, leads, and gets what it assigned itself") {
    TestMember a(*this);
    a.join();
    REQUIRE(a.joined);
    CHECK(a.joined->code == KafkaCode::none);
    CHECK(a.joined->generation == 1);
    CHECK(a.joined->leader == a.id);
    CHECK(a.joined->protocol_name == "range");
    REQUIRE(a.joined->members.size() == 1);
    CHECK(a.joined->members[0].metadata == "r");
    CHECK(a.id.starts_with("client-"));
    CHECK(state() == "CompletingRebalance");
    a.sync({{a.id, "all of it"}});
    CHECK_FALSE(a.synced);  // not before the assignment is durable
    settle();
    CHECK(a.synced->assignment == "all of it");
    CHECK(state() == "Stable");
    CHECK(a.heartbeat() == KafkaCode::none);
}

TEST_CASE_FIXTURE(Fixture, "two members share, and the leader alone sees who is there") {
    TestMember a(*this), b(*this);
    make_stable(a, b);
    CHECK(a.joined->generation == 2);
    CHECK(a.joined->members.size() == 2);
    CHECK(b.joined->members.empty());
    CHECK(b.joined->leader == a.id);
    CHECK(a.synced->assignment == "for a");
    CHECK(b.synced->assignment == "for b");
    CHECK(b.sync().synced->assignment == "for b");
}

TEST_CASE_FIXTURE(Fixture, "a new dynamic member is told its id first when it can be") {
    TestMember a(*this);
    a.two_step = true;
    a.join();
    CHECK(a.joined->code == KafkaCode::member_id_required);
    CHECK_FALSE(a.id.empty());
    CHECK(state() == "Empty");
    a.join();
    CHECK(a.joined->code == KafkaCode::none);
    // A pending member that never joins delays the rebalance no longer than its session.
    TestMember lost(*this);
    lost.two_step = true;
    lost.join();
    a.sync({});
    settle();
    a.join();
    CHECK_FALSE(a.joined);
    pass(milliseconds(10'100));
    CHECK(a.joined);
}

TEST_CASE_FIXTURE(Fixture, "the first rebalance waits for more members, as long as they come") {
    group_settings.initial_rebalance_delay = milliseconds(3000);
    REQUIRE(start().ok());
    TestMember a(*this), b(*this);
    a.join();
    pass(milliseconds(2000));
    b.join();
    pass(milliseconds(1500));
    CHECK_FALSE(a.joined);  // b came within the delay, which starts again
    pass(milliseconds(3000));
    REQUIRE(a.joined);
    CHECK(a.joined->generation == 1);
    CHECK(a.joined->members.size() == 2);
}

TEST_CASE_FIXTURE(GroupsOnFakeDisk, "members that start together share generation 1 at delay 0") {
    group_settings.initial_rebalance_delay_min = milliseconds(5);
    REQUIRE(start().ok());
    TestMember a(*this), b(*this), c(*this);
    a.two_step = b.two_step = c.two_step = true;
    const auto tick = [this](int ms) {
        clock.advance(milliseconds(ms));
        home.advance(milliseconds(ms));
        settle();
    };
    a.join();  // gets its member id
    a.join();
    b.join();
    CHECK_FALSE(a.joined);
    tick(4);
    b.join();
    tick(4);
    c.join();
    tick(4);
    CHECK_FALSE(a.joined);
    c.join();
    tick(4);
    tick(4);
    REQUIRE(a.joined);
    REQUIRE(b.joined);
    REQUIRE(c.joined);
    CHECK(a.joined->generation == 1);
    CHECK(b.joined->generation == 1);
    CHECK(c.joined->generation == 1);
    CHECK(a.joined->members.size() == 3);
}

TEST_CASE_FIXTURE(
    GroupsOnFakeDisk, "at delay 0 a member that is told its id and vanishes costs 5 ms"
) {
    group_settings.initial_rebalance_delay_min = milliseconds(5);
    REQUIRE(start().ok());
    TestMember a(*this), gone(*this);
    gone.two_step = true;
    gone.join();
    a.join();
    home.advance(milliseconds(5));
    CHECK_FALSE(a.joined);
    home.advance(milliseconds(5));
    REQUIRE(a.joined);
    CHECK(a.joined->generation == 1);
}

TEST_CASE_FIXTURE(Fixture, "requests that do not fit are refused in Kafka's words") {
    TestMember a(*this);
    a.group = "";
    CHECK(a.join().joined->code == KafkaCode::invalid_group_id);
    a.group = "g";
    a.id = "nobody";
    CHECK(a.join().joined->code == KafkaCode::unknown_member_id);
    a.id = "";
    auto good = std::exchange(a.protocols, {});
    CHECK(a.join().joined->code == KafkaCode::inconsistent_group_protocol);
    a.protocols = good;
    group_settings.session_timeout_max = milliseconds(9000);
    REQUIRE(start().ok());
    CHECK(a.join().joined->code == KafkaCode::invalid_session_timeout);
    group_settings.session_timeout_max = milliseconds(60'000);
    group_settings.members_max = 1;
    REQUIRE(start().ok());
    a.join().sync();
    settle();
    TestMember b(*this);
    CHECK(b.join().joined->code == KafkaCode::group_max_size_reached);
    b.protocols = {{"other", ""}};
    CHECK(b.join().joined->code == KafkaCode::inconsistent_group_protocol);

    CHECK(b.heartbeat() == KafkaCode::unknown_member_id);
    CHECK(b.sync().synced->code == KafkaCode::unknown_member_id);
    --a.generation;
    CHECK(a.heartbeat() == KafkaCode::illegal_generation);
    CHECK(a.sync().synced->code == KafkaCode::illegal_generation);
    CHECK(a.commit("t", 1) == KafkaCode::illegal_generation);
}

TEST_CASE_FIXTURE(Fixture, "the protocol is one that all can do and most like best") {
    TestMember a(*this), b(*this), c(*this);
    b.protocols = {{"roundrobin", ""}, {"range", ""}};
    c.protocols = {{"sticky", ""}, {"roundrobin", ""}, {"range", ""}};
    a.join();
    b.join();
    c.join();
    a.join();
    CHECK(a.joined->protocol_name == "roundrobin");
}

TEST_CASE_FIXTURE(Fixture, "who is silent for its session is out and the others rebalance") {
    TestMember a(*this), b(*this);
    make_stable(a, b);
    for (int i = 0; i < 3; ++i) {
        pass(milliseconds(3000));
        CHECK(a.heartbeat() == KafkaCode::none);
    }
    pass(milliseconds(1500));
    CHECK(a.heartbeat() == KafkaCode::rebalance_in_progress);
    CHECK(b.heartbeat() == KafkaCode::unknown_member_id);
    a.join();
    REQUIRE(a.joined);
    CHECK(a.joined->members.size() == 1);
    pass(milliseconds(11'000));
    pass(milliseconds(31'000));
    CHECK(state() == "Empty");
}

TEST_CASE_FIXTURE(Fixture, "who does not join again within the rebalance time-out is out") {
    TestMember a(*this), b(*this), c(*this);
    make_stable(a, b);
    c.join();
    a.join();
    // b sends heartbeats but does not join.
    for (int i = 0; i < 12; ++i) {
        pass(milliseconds(2600));
        b.heartbeat();
    }
    REQUIRE(c.joined);
    CHECK(a.joined->members.size() == 2);
    CHECK(b.heartbeat() == KafkaCode::unknown_member_id);
}

TEST_CASE_FIXTURE(Fixture, "who joined and never syncs is out after the rebalance time-out") {
    TestMember a(*this), b(*this);
    a.join();
    b.join();
    a.join();
    a.sync({{a.id, "x"}});
    settle();
    for (int i = 0; i < 12; ++i) {
        pass(milliseconds(2600));
        a.heartbeat();
        b.heartbeat();
    }
    CHECK(a.heartbeat() == KafkaCode::rebalance_in_progress);
    CHECK(b.heartbeat() == KafkaCode::unknown_member_id);
}

TEST_CASE_FIXTURE(Fixture, "a leader that leaves before it assigns ends the wait of the others") {
    TestMember a(*this), b(*this);
    a.join();
    b.join();
    a.join();
    b.sync();
    CHECK_FALSE(b.synced);
    CHECK(a.leave() == KafkaCode::none);
    REQUIRE(b.synced);
    CHECK(b.synced->code == KafkaCode::rebalance_in_progress);
    b.join();
    CHECK(b.joined->leader == b.id);
    CHECK(b.leave() == KafkaCode::none);
    settle();
    CHECK(state() == "Empty");
    CHECK(b.leave() == KafkaCode::unknown_member_id);
}

TEST_CASE_FIXTURE(Fixture, "a member whose answer was lost may ask again without a rebalance") {
    TestMember a(*this), b(*this);
    make_stable(a, b);
    b.join();
    CHECK(b.joined->generation == 2);
    CHECK(a.heartbeat() == KafkaCode::none);
    // A join of the leader, or with other protocols, starts a rebalance.
    b.protocols = {{"range", "changed"}};
    b.join();
    CHECK_FALSE(b.joined);
    a.join();
    CHECK(a.joined->generation == 3);
    CHECK(b.joined->generation == 3);
}

TEST_CASE_FIXTURE(
    Fixture, "a static member that restarts keeps its assignment, the old one is fenced"
) {
    TestMember a(*this, "one"), b(*this, "two");
    make_stable(a, b);
    TestMember again(*this, "two");
    again.join();
    settle();
    REQUIRE(again.joined);
    CHECK(again.joined->generation == 2);
    CHECK(again.id != b.id);
    CHECK(again.id.starts_with("two-"));
    CHECK(again.sync().synced->assignment == "for b");
    CHECK(b.heartbeat() == KafkaCode::fenced_instance_id);
    CHECK(b.commit("t", 1) == KafkaCode::fenced_instance_id);
    CHECK(b.sync().synced->code == KafkaCode::fenced_instance_id);
    CHECK(a.heartbeat() == KafkaCode::none);

    // So does the leader. A client of v9 is told to skip the assignment and gets the members.
    TestMember leader(*this, "one");
    leader.can_skip = true;
    leader.join();
    settle();
    CHECK(leader.joined->skip_assignment);
    CHECK(leader.joined->leader == leader.id);
    CHECK(leader.joined->members.size() == 2);
    CHECK(leader.sync().synced->assignment == "for a");
    // Removed by its instance id alone, as admin clients do.
    CHECK(groups->leave("g", {{"", "two"}}).members.front() == KafkaCode::none);
    CHECK(leader.heartbeat() == KafkaCode::rebalance_in_progress);
}

TEST_CASE_FIXTURE(Fixture, "a static member that is away does not lose its place in a rebalance") {
    TestMember a(*this, "one"), b(*this, "two"), c(*this);
    make_stable(a, b);
    c.join();
    for (int i = 0; i < 11; ++i) {
        pass(milliseconds(2800));
        a.heartbeat();
        if (i == 0) a.join();
        b.heartbeat();
    }
    REQUIRE(c.joined);
    CHECK(a.joined->members.size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "groups and members outlive a restart") {
    TestMember a(*this), b(*this);
    make_stable(a, b);
    CHECK(a.commit("t", 42, "note") == KafkaCode::none);
    files.cut_power();
    REQUIRE(start().ok());
    CHECK(state() == "Stable");
    CHECK(a.heartbeat() == KafkaCode::none);
    CHECK(b.heartbeat() == KafkaCode::none);
    CHECK(b.sync().synced->assignment == "for b");
    CHECK(a.committed("t") == 42);
    auto described = groups->describe("g");
    CHECK(described.protocol_name == "range");
    REQUIRE(described.members.size() == 2);
    CHECK(described.members[0].client_host == "/127.0.0.1");
    // A member that did not survive the restart is removed when its session ends.
    for (int i = 0; i < 4; ++i) {
        pass(milliseconds(3000));
        a.heartbeat();
    }
    CHECK(b.heartbeat() == KafkaCode::unknown_member_id);
    CHECK(groups->list().front().protocol_type == "consumer");
}

}  // namespace atlas::broker
