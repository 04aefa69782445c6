// SPDX-License-Identifier: Apache-2.0
#include "container/syscall_filter.h"

#include <map>
#include <set>

#include <doctest/doctest.h>
#include <sys/socket.h>

using namespace atlas;

namespace {

/// How many rules name a call, by action and whether they look at its arguments.
struct Rules {
    int allow = 0;
    int allow_where = 0;
    int refuse = 0;
};

std::map<std::string, Rules> rules_of(const json::Value& filter) {
    std::map<std::string, Rules> found;
    for (const auto& rule : *filter.find("syscalls")->as_array()) {
        bool allows = *rule.find("action")->as_string() == "SCMP_ACT_ALLOW";
        for (const auto& name : *rule.find("names")->as_array()) {
            auto& rules = found[*name.as_string()];
            ++(!allows ? rules.refuse : rule.find("args") ? rules.allow_where : rules.allow);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("a call that the list does not name is refused") {
    auto filter = container::syscall_filter(false);
    CHECK(*filter.find("defaultAction")->as_string() == "SCMP_ACT_ERRNO");
    CHECK(*filter.find("defaultErrnoRet")->as_int() == 1);
}

TEST_CASE("calls that reach the kernel's shared parts are not in the list") {
    auto rules = rules_of(container::syscall_filter(true));
    for (const auto* name :
         {"keyctl",
          "add_key",
          "request_key",
          "io_uring_setup",
          "io_uring_enter",
          "io_uring_register",
          "bpf",
          "perf_event_open",
          "userfaultfd",
          "unshare",
          "setns",
          "mount",
          "umount2",
          "pivot_root",
          "open_tree",
          "move_mount",
          "fsopen",
          "mount_setattr",
          "open_by_handle_at",
          "init_module",
          "finit_module",
          "kexec_load",
          "reboot",
          "swapon",
          "settimeofday",
          "clock_settime",
          "syslog",
          "acct",
          "quotactl",
          "fanotify_init",
          "socketcall",
          "iopl",
          "ioperm",
          "sethostname",
          "lookup_dcookie",
          "nfsservctl"})
        CHECK_MESSAGE(!rules.contains(name), name);
}

TEST_CASE("new namespaces, other socket families and clone3 are refused by their arguments") {
    auto rules = rules_of(container::syscall_filter(false));
    for (const auto* name : {"clone", "socket", "socketpair", "personality"}) {
        CHECK_MESSAGE(rules[name].allow == 0, name);
        CHECK_MESSAGE(rules[name].allow_where > 0, name);
    }
    CHECK(rules["clone3"].allow == 0);
    CHECK(rules["clone3"].refuse == 1);
    auto text = json::serialize(container::syscall_filter(false));
    CHECK_FALSE(text.contains(R"("valueTwo":40)"));  // AF_VSOCK
}

TEST_CASE("each call stands in the list once") {
    for (const auto& [name, rules] : rules_of(container::syscall_filter(true)))
        CHECK_MESSAGE((rules.allow <= 1 && (rules.allow == 0 || rules.allow_where == 0)), name);
}

TEST_CASE("CAP_SYS_PTRACE brings the calls that go with it") {
    CHECK(rules_of(container::syscall_filter(true)).contains("pidfd_getfd"));
    CHECK_FALSE(rules_of(container::syscall_filter(false)).contains("pidfd_getfd"));
}
