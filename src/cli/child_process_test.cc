// SPDX-License-Identifier: Apache-2.0
#include "cli/child_process.h"

#include <doctest/doctest.h>

using namespace atlas::cli;

namespace {

struct Heard {
    int code = -1;
    std::vector<std::string> lines;
};

Heard hear(const std::string& script, std::map<std::string, std::string> environment = {}) {
    Heard heard;
    ChildProcess child;
    child.args = {"sh", "-c", script};
    child.environment = std::move(environment);
    child.directory = "/";
    child.on_line = [&](const std::string& line) { heard.lines.push_back(line); };
    auto ran = run_child(child);
    REQUIRE(ran);
    heard.code = ran.value();
    return heard;
}

}  // namespace

TEST_CASE("lines of both streams come whole, the last one without its newline too") {
    auto heard = hear("echo one; echo two >&2; printf three");
    CHECK(heard.lines == std::vector<std::string>{"one", "two", "three"});
    CHECK(heard.code == 0);
}

TEST_CASE("the exit code is the child's, 128 + signal when it was killed, 127 when it is not there"
) {
    CHECK(hear("exit 7").code == 7);
    CHECK(hear("kill -9 $$").code == 128 + 9);
    ChildProcess child;
    child.args = {"no-such-program-of-ours"};
    CHECK(run_child(child).value() == 127);
}

TEST_CASE("the environment is added to ours, and an empty value takes a name away") {
    ::setenv("ATLAS_TEST_GONE", "there", 1);
    auto heard = hear(
        "echo \"$ATLAS_TEST_SET ${ATLAS_TEST_GONE-gone}\"; pwd",
        {{"ATLAS_TEST_SET", "set"}, {"ATLAS_TEST_GONE", ""}}
    );
    CHECK(heard.lines == std::vector<std::string>{"set gone", "/"});
}

TEST_CASE("a child has no input to wait for and a process group of its own") {
    auto heard = hear(
        "read line || echo nothing; set -- $(cut -d')' -f2 /proc/$$/stat); [ $3 = $$ ] && echo own"
    );
    CHECK(heard.lines == std::vector<std::string>{"nothing", "own"});
}
