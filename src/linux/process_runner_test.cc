// SPDX-License-Identifier: Apache-2.0
#include "linux/process_runner.h"

#include <doctest/doctest.h>

#include "linux/fake_process_runner.h"

namespace atlas::linux {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a program reads its input and gives output, errors and code") {
    SystemProcessRunner runner;
    auto finished =
        runner.run({.args = {"sh", "-c", "cat; echo bad >&2; exit 3"}, .input = "hello"});
    REQUIRE(finished);
    CHECK(finished.value().output == "hello");
    CHECK(finished.value().error_output == "bad\n");
    CHECK(finished.value().code == 3);
}

TEST_CASE("more than a pipe holds goes in and comes out") {
    SystemProcessRunner runner;
    std::string much(1 << 20, 'x');
    auto finished = runner.run({.args = {"cat"}, .input = much});
    REQUIRE(finished);
    CHECK(finished.value().output == much);
}

TEST_CASE("a program that is not there, fails or takes too long says so") {
    SystemProcessRunner runner;
    auto absent = runner.run({.args = {"/no/such/program"}, .input = ""});
    REQUIRE(!absent);
    CHECK(absent.error().code() == ErrorCode::not_found);
    auto failed = runner.run_well({.args = {"sh", "-c", "echo why >&2; exit 1"}, .input = ""});
    REQUIRE(!failed);
    CHECK(failed.error().message() == "sh ended with 1: why");
    auto slow = runner.run({.args = {"sleep", "60"}, .input = "", .timeout = 20ms});
    REQUIRE(!slow);
    CHECK(slow.error().code() == ErrorCode::timed_out);
}

TEST_CASE("what a program leaves in the background is not waited for") {
    SystemProcessRunner runner;
    auto finished =
        runner.run({.args = {"sh", "-c", "sleep 2 & echo on"}, .input = "", .timeout = 1s});
    REQUIRE(finished);
    CHECK(finished.value().output == "on\n");
}

TEST_CASE("the fake keeps what it was asked and answers what it was told") {
    FakeProcessRunner runner;
    runner.answers.emplace_back(Finished{2, "", "no"});
    CHECK(!runner.run_well({.args = {"nft"}, .input = "x"}));
    CHECK(runner.run_well({.args = {"nft"}, .input = "y"}));
    REQUIRE(runner.commands.size() == 2);
    CHECK(runner.commands[1].input == "y");
}

}  // namespace
}  // namespace atlas::linux
