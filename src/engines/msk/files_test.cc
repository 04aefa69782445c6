// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/files.h"

#include <filesystem>

#include <sys/stat.h>

#include "engines/msk/surroundings_fixture.h"
#include "json/value.h"
#include "linux/replace_file.h"

namespace atlas::engines::msk {
namespace {

json::Value parsed(const std::string& text) {
    auto value = json::parse(text);
    REQUIRE(value.ok());
    return std::move(value).value();
}

const json::Array& listeners_of(const json::Value& configuration) {
    auto* listeners = configuration.find("listeners");
    REQUIRE(listeners);
    REQUIRE(listeners->as_array());
    return *listeners->as_array();
}

TEST_CASE("every broker has a rack and an internal listener") {
    auto configuration = parsed(configuration_text(example_cluster()));
    CHECK(*configuration.find("cluster_id") == json::Value("AAAAAAAAAAAAAAAAAAAAAA"));
    CHECK(*configuration.find("kafka_version") == json::Value("3.8.x"));
    CHECK(*configuration.find("brokers")->as_array()->at(1).find("rack") == "use1-az2");
    CHECK(*configuration.find("ready_socket") == "/run/engine/ready.sock");
    CHECK(*configuration.find("properties")->find("num.partitions") == "3");
    const auto& listeners = listeners_of(configuration);
    REQUIRE(listeners.size() == 2);
    CHECK(*listeners[1].find("set") == "internal");
    CHECK(*listeners[1].find("broker") == 2);
    CHECK(*listeners[1].find("host") == "b-2.poc.kafka.us-east-1.atlas.test");
    CHECK(*listeners[1].find("port") == 9098);
    CHECK(*listeners[1].find("fd") == 4);
    CHECK(listeners[1].find("bind") == nullptr);
}

TEST_CASE("public listeners are the inherited descriptors after the internal ones, in order") {
    auto cluster = example_cluster();
    cluster.public_access = true;
    auto configuration = parsed(configuration_text(cluster));
    const auto& listeners = listeners_of(configuration);
    REQUIRE(listeners.size() == 4);
    for (int index : {0, 1}) {
        const auto& shown = listeners[static_cast<std::size_t>(index + 2)];
        CHECK(*shown.find("set") == "public");
        CHECK(*shown.find("broker") == index + 1);
        CHECK(*shown.find("fd") == index + 5);
        CHECK(*shown.find("port") == 9198);
        CHECK(shown.find("bind") == nullptr);
    }
}

TEST_CASE("a snapshot names each document once, and two of one name apart") {
    policy::IdentityExport identities;
    identities.region_key = std::string("\x01\xff", 2);
    identities.keys.push_back(
        {"AKIA1", "s3cret", "arn:user/a", {"AIDA1", {{"Team", "x"}}, {{"all", R"({"v":1})"}}, ""}}
    );
    identities.roles["arn:role/b"] = {
        "AROA1", {}, {{"all", R"({"v":1})"}, {"own", R"({"v":3})"}}, R"({"v":4})"
    };
    identities.roles["arn:role/c"] = {"AROA2", {}, {{"all", R"({"v":2})"}}, ""};
    auto snapshot = parsed(snapshot_text(example_cluster(), identities));
    CHECK(*snapshot.find("region_key") == "01ff");
    CHECK(*snapshot.find("cluster_tags")->find("stage") == "test");
    const auto& key = snapshot.find("access_keys")->as_array()->at(0);
    CHECK(*key.find("secret") == "s3cret");
    CHECK(*key.find("principal_arn") == "arn:user/a");
    CHECK(*key.find("principal_id") == "AIDA1");
    CHECK(*key.find("tags")->find("Team") == "x");
    CHECK(key.find("boundary") == nullptr);
    const auto& roles = *snapshot.find("roles")->as_array();
    CHECK(*roles[0].find("policies") == json::Value(json::Array{"all", "own"}));
    CHECK(*roles[0].find("principal_id") == "AROA1");
    CHECK(*roles[0].find("boundary") == "boundary");
    CHECK(*roles[1].find("policies") == json::Value(json::Array{"all#2"}));
    const auto& policies = *snapshot.find("policies");
    CHECK(*policies.find("all")->find("v") == 1);
    CHECK(*policies.find("all#2")->find("v") == 2);
    CHECK(*policies.find("boundary")->find("v") == 4);
    CHECK(policies.as_object()->size() == 4);
}

TEST_CASE("the files are the broker's alone, and the certificate has every name") {
    if (skipped()) return;
    FakeSurroundings around;
    auto cluster = example_cluster();
    auto folder = around.folder(cluster);
    auto write = [&](const Cluster& wanted) {
        REQUIRE(write_files(folder, wanted, around.identities, around.authority, around.now).ok());
    };
    write(cluster);
    for (const auto* name : {"broker.json", "snapshot.json", "key.pem", "chain.pem"}) {
        INFO(name);
        struct stat found{};
        REQUIRE(::stat((folder + "/" + name).c_str(), &found) == 0);
        CHECK(found.st_uid == broker_uid);
        CHECK((found.st_mode & 0777) == 0600);
    }
    auto chain = linux::read_file(folder + "/chain.pem").value();
    CHECK(crypto::count_certificates(chain).value() == 2);
    CHECK(crypto::check_issuer(chain, around.authority.certificate_pem).ok());
    auto content = crypto::read_certificate(chain).value();
    CHECK(
        content.dns_names ==
        std::vector<std::string>{
            cluster.brokers[0].host,
            cluster.brokers[0].public_host,
            cluster.brokers[1].host,
            cluster.brokers[1].public_host
        }
    );
    // Clients rely on the certificate: a change of the cluster keeps it.
    cluster.properties["num.partitions"] = "5";
    write(cluster);
    CHECK(linux::read_file(folder + "/chain.pem").value() == chain);
    CHECK(linux::read_file(folder + "/broker.json").value().contains("\"5\""));
    around.now += std::chrono::days(700);
    write(cluster);
    CHECK(linux::read_file(folder + "/chain.pem").value() == chain);
    around.now += std::chrono::days(100);
    write(cluster);
    auto renewed = linux::read_file(folder + "/chain.pem").value();
    CHECK(
        crypto::read_certificate(renewed).value().validity.not_after >
        around.now + std::chrono::days(800)
    );
    CHECK(crypto::check_key({renewed, linux::read_file(folder + "/key.pem").value()}).ok());
}

}  // namespace
}  // namespace atlas::engines::msk
