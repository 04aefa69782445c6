// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "broker/handlers/config_resource.h"
#include "broker/handlers/permission_row.h"
#include "broker/protocol/all_apis.h"

// Each API at each version with the longest strings that a client can send: no answer may be one
// that cannot be encoded.
namespace atlas::broker {
namespace {

using namespace protocol;

constexpr std::size_t longest = 32'767;

/// Calls `with` with the API of this key.
template <typename With>
void with_api(std::int16_t key, With with) {
    const auto if_it = [&](auto api) {
        if (decltype(api)::key == key) with(api);
    };
    std::apply([&](auto... api) { (if_it(api), ...); }, AllApis{});
}

bool is_whole(const GuardedBroker::Asked& asked) {
    bool whole = false;
    with_api(asked.key, [&](auto api) {
        typename decltype(api)::Request request;
        Reader in(asked.body);
        decode(in, asked.version, request);
        whole = in.ok() && in.left() == 0;
    });
    return whole;
}

bool is_flexible(const GuardedBroker::Asked& asked) {
    bool flexible = false;
    with_api(asked.key, [&](auto api) {
        flexible = asked.version >= decltype(api)::flexible_from;
    });
    return flexible;
}

/// The request with the string that begins at `at` made as long as can be; nothing if there begins
/// none. A place that merely looks like a string gives another whole request, which serves as well.
std::optional<GuardedBroker::Asked> stretched(const GuardedBroker::Asked& asked, std::size_t at) {
    Reader in(std::string_view(asked.body).substr(at));
    const bool flexible = is_flexible(asked);
    std::optional<std::string> text;
    in.string(flexible, true, text);
    if (!in.ok()) return std::nullopt;
    const auto now = text.value_or("");
    if (now.size() > longest) return std::nullopt;
    Writer out;
    out.raw(std::string_view(asked.body).substr(0, at));
    out.string(flexible, now + std::string(longest - now.size(), 'x'));
    out.raw(std::string_view(asked.body).substr(asked.body.size() - in.left()));
    GuardedBroker::Asked longer{asked.key, asked.version, out.take()};
    if (!is_whole(longer)) return std::nullopt;
    return longer;
}

/// Sends the body under the longest client id. The answer, if there is one yet, can be read.
void check_answer(BrokerOnFakeDisk& broker, const GuardedBroker::Asked& asked) {
    TestClient client(broker, false);
    with_api(asked.key, [&](auto api) {
        using Api = decltype(api);
        INFO(Api::name, " v", asked.version);
        Writer out;
        const RequestHeader header{asked.key, asked.version, 77, std::string(longest, 'c')};
        encode(out, Api::flexible_from, header);
        out.raw(asked.body);
        const auto number = client.send_frame(out.take());
        broker.settle();
        CHECK_FALSE(client.replies->closed);
        const auto& frames = client.replies->frames;
        if (const auto found = frames.find(number); found != frames.end())
            CHECK(read_answer<Api>(found->second, asked.version));
    });
}

template <typename Api>
void ask_all_versions(const typename Api::Request& request) {
    for (auto version = Api::version_min; version <= Api::version_max; ++version) {
        GuardedBroker broker;
        Writer out;
        encode(out, version, request);
        check_answer(broker, {Api::key, version, out.take()});
        for (std::int16_t list = 0; list <= ListGroups::version_max; ++list) {
            Writer none;
            encode(none, list, ListGroupsRequest{});
            check_answer(broker, {ListGroups::key, list, none.take()});
        }
    }
}

/// One request to each API and version that a client without SASL may send.
std::vector<GuardedBroker::Asked> usual_requests() {
    GuardedBroker broker;
    Holder anybody(broker, {});
    for (const auto& row : all_rows()) {
        if (row.api == SaslHandshake::key || row.api == SaslAuthenticate::key) continue;
        const auto& handler = *find_handler(row.api);
        const auto last = broker.broker->release.version_max(row.api, handler.version_max);
        const auto first = std::max(handler.version_min, row.first_version);
        for (auto version = first; version <= last; ++version)
            static_cast<void>(row.ask(anybody, version));
    }
    return std::move(broker.asked);
}

}  // namespace

TEST_CASE("the longest string in any place of any request gets an answer that can be read") {
    std::size_t sent = 0;
    for (const auto& asked : usual_requests()) {
        GuardedBroker broker;
        auto all = asked;
        for (auto at = asked.body.size(); at-- > 0;) {
            if (auto longer = stretched(asked, at)) check_answer(broker, *longer), ++sent;
            if (auto longer = stretched(all, at)) all = std::move(*longer);
        }
        check_answer(broker, all);
    }
    CHECK(sent > 300);
}

TEST_CASE("a member whose client has the longest id joins, at every version") {
    JoinGroupRequest request;
    request.group_id = "new";
    request.session_timeout_ms = request.rebalance_timeout_ms = 10'000;
    request.protocol_type = "consumer";
    request.protocols.push_back({"range", "r"});
    ask_all_versions<JoinGroup>(request);
    request.group_id = std::string(longest, 'g');
    request.group_instance_id = std::string(longest, 'i');
    request.protocol_type = std::string(longest, 't');
    request.protocols = {{std::string(longest, 'p'), "r"}};
    ask_all_versions<JoinGroup>(request);
}

TEST_CASE("a bad value of the greatest length is refused, at every version") {
    const std::string value(longest, 'v');
    AlterConfigsRequest alter;
    alter.resources.push_back({config_resource::topic, "t", {{"retention.ms", value}}});
    ask_all_versions<AlterConfigs>(alter);
    alter.resources[0].configs = {{value, std::nullopt}};
    ask_all_versions<AlterConfigs>(alter);
    CreateTopicsRequest create;
    auto& topic = create.topics.emplace_back();
    topic.name = "new";
    topic.num_partitions = topic.replication_factor = 1;
    topic.configs.push_back({"retention.ms", value});
    ask_all_versions<CreateTopics>(create);
}

TEST_CASE("a list of settings cannot be appended to until it no longer fits an answer") {
    GuardedBroker broker;
    TestClient client(broker, false);
    const auto append = [&](const std::string& one) {
        IncrementalAlterConfigsRequest request;
        request.resources.push_back(
            {config_resource::topic, "t", {{"leader.replication.throttled.replicas", 2, one}}}
        );
        const auto answer = client.call<IncrementalAlterConfigs>(request);
        REQUIRE(answer);
        return answer->responses.at(0).error_code;
    };
    CHECK(append("1:" + std::string(20'000, '1')) == error::none);
    CHECK(append("1:" + std::string(20'000, '2')) == error::invalid_config);
    DescribeConfigsRequest describe;
    describe.resources.push_back({config_resource::topic, "t", std::nullopt});
    for (auto version = DescribeConfigs::version_min; version <= 3; ++version)
        CHECK(client.call<DescribeConfigs>(describe, version));
}

TEST_CASE("a compact string that is longer than Kafka allows closes the connection") {
    GuardedBroker broker;
    TestClient client(broker, false);
    for (const std::size_t size : {40'000, 65'536 + 1}) {
        OffsetCommitRequest request;
        request.topics.push_back({"t", {{0, 5, -1, -1, ""}}});
        Writer usual;
        encode(usual, 8, request);
        Writer out;
        encode(out, OffsetCommit::flexible_from, RequestHeader{OffsetCommit::key, 8, 77, "test"});
        // The first field is the group's id. Bytes have the same form and no such limit.
        out.bytes(true, std::string(size, 'g'));
        out.raw(std::string_view(usual.buffer()).substr(1));
        client.send_frame(out.take());
        broker.settle();
        CHECK(client.replies->closed);
        CHECK(client.replies->frames.empty());
        CHECK(broker.groups->list().size() == 1);
    }
}

}  // namespace atlas::broker
