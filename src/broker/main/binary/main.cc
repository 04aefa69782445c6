// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <string_view>

#include <malloc.h>
#include <sys/resource.h>

#include "broker/main/broker_process.h"

namespace {

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;

/// Called before any thread is started, so that all threads inherit the mask and only the loop's
/// signalfd receives the signals.
void block_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

/// Connections and open segments need descriptors, so the soft limit is raised to the hard limit.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// A frame of 1 MiB is memory that is freed as soon as its records are in the log. Without this the
/// C library returns it to the kernel each time, and its pages are faulted in for the next frame.
void keep_freed_memory() {
    constexpr int mapped_alone = 4 << 20;
    constexpr int kept = 16 << 20;
    mallopt(M_MMAP_THRESHOLD, mapped_alone);
    mallopt(M_TRIM_THRESHOLD, kept);
}

int fail(atlas::Error error) {
    std::fprintf(stderr, "atlas-broker: %s\n", error.message().c_str());
    return exit_failure;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3 || std::string_view(arguments[1]) != "--config") {
        std::fputs("usage: atlas-broker --config FILE\n", stderr);
        return exit_usage;
    }
    block_signals();
    raise_descriptor_limit();
    keep_freed_memory();
    auto process = atlas::broker::BrokerProcess::open(arguments[2]);
    if (!process) return fail(std::move(process).error());
    auto ended = process.value()->run();
    return ended ? 0 : fail(std::move(ended).error());
}
