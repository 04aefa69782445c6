// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/kafka_session.h"

#include <doctest/doctest.h>

#include "broker/handlers/broker_on_fake_disk.h"
#include "broker/protocol/api_versions.h"
#include "broker/protocol/fetch.h"
#include "broker/protocol/metadata.h"
#include "broker/protocol/sasl_handshake.h"

namespace atlas::broker {
namespace {

using protocol::ApiVersions;
using protocol::Fetch;
using protocol::Metadata;
using protocol::SaslHandshake;

struct Fixture {
    explicit Fixture(bool authenticated, const std::string& set = "internal") {
        REQUIRE(disk.start_broker().ok());
        client = std::make_unique<TestClient>(disk, authenticated, set);
    }
    BrokerOnFakeDisk disk;
    std::unique_ptr<TestClient> client;
};

}  // namespace

TEST_CASE("ApiVersions tells exactly the handlers that there are, at every version") {
    Fixture fixture(true);
    for (std::int16_t version = 0; version <= ApiVersions::version_max; ++version) {
        const auto answer = fixture.client->call<ApiVersions>({"test", "1"}, version);
        REQUIRE(answer);
        CHECK(answer->error_code == 0);
        REQUIRE(answer->api_keys.size() == all_handlers().size());
        for (std::size_t index = 0; index < answer->api_keys.size(); ++index) {
            CHECK(answer->api_keys[index].api_key == all_handlers()[index].key);
            const auto& handler = all_handlers()[index];
            const auto last = KafkaRelease().version_max(handler.key, handler.version_max);
            CHECK(answer->api_keys[index].max_version == last);
        }
    }
}

TEST_CASE("the ranges that old clients depend on begin at 0") {
    // librdkafka before 2.11.1 drops compression without Produce 0, and groups without JoinGroup 0.
    CHECK(find_handler(0)->version_min == 0);
    CHECK(find_handler(11)->version_min == 0);
}

TEST_CASE("an ApiVersions version of the future is answered in version 0, error 35 and the range") {
    Fixture fixture(true);
    protocol::Writer out;
    encode(out, 3, protocol::RequestHeader{18, 9, 77, "test"});
    out.raw("a body of the future");
    const auto number = fixture.client->send_frame(out.take());
    const auto answer = fixture.client->answer<ApiVersions>(number, 0);
    REQUIRE(answer);
    CHECK(answer->error_code == 35);
    CHECK(answer->api_keys.size() == all_handlers().size());
    CHECK_FALSE(fixture.client->replies->closed);
}

TEST_CASE("before authentication only ApiVersions and SASL are served") {
    Fixture fixture(true);
    CHECK(fixture.client->session.frame_bytes_max() == 32u << 10);
    CHECK_FALSE(fixture.client->session.established());
    fixture.client->send<Metadata>({}, 1);
    CHECK(fixture.client->replies->closed);
    CHECK(fixture.client->replies->frames.empty());
}

TEST_CASE("a handshake on a listener without authentication is out of place") {
    Fixture fixture(false);
    const auto answer = fixture.client->call<SaslHandshake>({"AWS_MSK_IAM"});
    REQUIRE(answer);
    CHECK(answer->error_code == 34);
    CHECK(fixture.client->replies->closed);
}

TEST_CASE("two handshakes in a row, and tokens without Kafka's headers, are refused") {
    Fixture fixture(true);
    CHECK(fixture.client->call<SaslHandshake>({"AWS_MSK_IAM"}, 0)->error_code == 35);
    CHECK(fixture.client->call<SaslHandshake>({"AWS_MSK_IAM"})->error_code == 0);
    CHECK(fixture.client->call<SaslHandshake>({"AWS_MSK_IAM"})->error_code == 34);
}

TEST_CASE("a frame that does not fit its API, or none that is served, closes the connection") {
    for (const std::string frame :
         {std::string(),
          std::string("\0\3", 2),
          std::string("\x7f\x7f\0\0\0\0\0\0\0\0", 10),
          std::string("\0\3\0\1\0\0\0\1\xff\xff\x7f\xff\xff\xff", 14)}) {
        Fixture fixture(false);
        fixture.client->send_frame(frame);
        CHECK(fixture.client->replies->closed);
        CHECK(fixture.client->replies->frames.empty());
    }
}

TEST_CASE("what is advertised, and served, is of the release that the cluster states") {
    const auto last_fetch = [](const Fixture& fixture) {
        const auto answer = fixture.client->call<ApiVersions>({"test", "1"}, 3);
        REQUIRE(answer);
        for (const auto& api : answer->api_keys)
            if (api.api_key == Fetch::key) return std::pair(api.max_version, *answer);
        return std::pair(std::int16_t{-1}, *answer);
    };
    Fixture fixture(false);
    fixture.disk.broker->release = KafkaRelease::find("3.6.0").value();
    const auto [fetch, answer] = last_fetch(fixture);
    CHECK(fetch == 15);
    CHECK(answer.supported_features.empty());
    CHECK(answer.finalized_features_epoch == -1);
    // A newer client gets an answer in version 0, as from any release.
    const auto number = fixture.client->send<ApiVersions>({"test", "1"}, 4);
    const auto older = fixture.client->answer<ApiVersions>(number, 0);
    REQUIRE(older);
    CHECK(older->error_code == error::unsupported_version);
    CHECK_FALSE(older->api_keys.empty());

    fixture.disk.broker->release = KafkaRelease::find("3.8.x.kraft").value();
    const auto [newer, features] = last_fetch(fixture);
    CHECK(newer == 16);
    REQUIRE(features.finalized_features.size() == 1);
    CHECK(features.finalized_features[0].name == "metadata.version");
    CHECK(features.finalized_features[0].max_version_level == 20);
    CHECK(features.supported_features[0].min_version == 1);

    Fixture closed(false);
    closed.disk.broker->release = KafkaRelease::find("3.4.0").value();
    closed.client->send<Fetch>({}, 17);
    CHECK(closed.client->replies->closed);
}

TEST_CASE("Metadata answers with the names of the listener's own set") {
    Fixture inside(false);
    auto answer = inside.client->call<Metadata>({});
    REQUIRE(answer);
    REQUIRE(answer->brokers.size() == 2);
    CHECK(answer->brokers[1].host == "b-2");
    CHECK(answer->brokers[1].rack == "az2");

    Fixture outside(false, "public");
    answer = outside.client->call<Metadata>({});
    REQUIRE(answer);
    REQUIRE(answer->brokers.size() == 1);
    CHECK(answer->brokers[0].host == "b-1-public");
    CHECK(answer->brokers[0].port == 9198);
}

}  // namespace atlas::broker
