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

TEST_CASE("a program that writes more than its limit is killed, and its output is not kept") {
    SystemProcessRunner runner;
    for (const auto* script : {"exec cat /dev/zero", "exec cat /dev/zero >&2"}) {
        auto endless =
            runner.run({.args = {"sh", "-c", script}, .input = "", .output_bytes_max = 100'000});
        REQUIRE(!endless);
        CHECK(endless.error().code() == ErrorCode::exhausted);
        CHECK(endless.error().message() == "sh: more output than 100000 bytes");
    }
    auto full = runner.run(
        {.args = {"head", "-c", "100000", "/dev/zero"}, .input = "", .output_bytes_max = 100'000}
    );
    REQUIRE(full);
    CHECK(full.value().output.size() == 100'000);
}

TEST_CASE("output that nobody wants goes nowhere, however much it is") {
    SystemProcessRunner runner;
    Command command{.args = {"sh", "-c", "head -c 50M /dev/zero; exit 4"}, .input = ""};
    command.keep_output = false;
    auto finished = runner.run(command);
    REQUIRE(finished);
    CHECK(finished.value().code == 4);
    CHECK(finished.value().output.empty());
}

TEST_CASE("who stays in the background and goes on writing keeps nobody") {
    SystemProcessRunner runner;
    auto finished = runner.run({.args = {"sh", "-c", "yes & exit 0"}, .input = "", .timeout = 9s});
    REQUIRE(finished);
    CHECK(finished.value().code == 0);
}

TEST_CASE("what a program says on stderr is UTF-8 once it is an error") {
    SystemProcessRunner runner;
    auto failed =
        runner.run_well({.args = {"sh", "-c", "printf 'a\\377b' >&2; exit 1"}, .input = ""});
    REQUIRE(!failed);
    CHECK(
        failed.error().message() ==
        "sh ended with 1: a\xEF\xBF\xBD"
        "b"
    );
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
