// SPDX-License-Identifier: Apache-2.0
#include "engines/msk/control_client.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "engines/msk/fake_broker.h"

namespace atlas::engines::msk {
namespace {

using namespace std::chrono_literals;

struct Folder {
    Folder() {
        char name[] = "/tmp/atlas-control-XXXXXX";
        REQUIRE(::mkdtemp(name));
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
};

TEST_CASE("a command goes out as a line and its answer comes back") {
    Folder folder;
    FakeBroker broker(folder.path);
    auto answer = control(folder.path, R"({"command":"status"})");
    REQUIRE(answer.ok());
    CHECK(answer.value().find("listeners") != nullptr);
    CHECK(broker.told() == std::vector<std::string>{"status"});
}

TEST_CASE("a descriptor travels with its command") {
    Folder folder;
    FakeBroker broker(folder.path);
    linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(socket);
    auto line = R"({"command":"add-listener","listener":{"set":"public","broker":2}})";
    REQUIRE(control(folder.path, line, &socket).ok());
    CHECK(broker.told() == std::vector<std::string>{"add-listener 2 with a descriptor"});
}

TEST_CASE("a refusal carries the broker's words") {
    Folder folder;
    FakeBroker broker(folder.path);
    broker.refuse("reload");
    auto refused = control(folder.path, R"({"command":"reload"})");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code() == ErrorCode::invalid_argument);
    CHECK(refused.error().message() == "not today");
}

TEST_CASE("nobody on the socket and nobody who answers are told apart") {
    Folder folder;
    auto nobody = control(folder.path, R"({"command":"status"})");
    REQUIRE_FALSE(nobody.ok());
    CHECK(nobody.error().code() == ErrorCode::unavailable);
    FakeBroker broker(folder.path);
    broker.fall_silent();
    auto silent = control(folder.path, R"({"command":"status"})", nullptr, 20ms);
    REQUIRE_FALSE(silent.ok());
    CHECK(silent.error().code() == ErrorCode::timed_out);
}

TEST_CASE("the folder's path may be longer than a socket's") {
    Folder folder;
    auto deep = folder.path + "/" + std::string(200, 'd');
    std::filesystem::create_directories(deep);
    FakeBroker broker(folder.path);
    std::filesystem::rename(folder.path + "/control.sock", deep + "/control.sock");
    CHECK(control(deep, R"({"command":"status"})").ok());
}

}  // namespace
}  // namespace atlas::engines::msk
