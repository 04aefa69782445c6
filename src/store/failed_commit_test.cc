// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <csignal>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/fd.h"
#include "store/thread_store.h"

namespace atlas::store {
namespace {

struct BrokenDatabase final : Database {
    Result<std::vector<Row>> load() override { return std::vector<Row>{}; }
    Result<> write(const std::vector<Change>&) override {
        return Error(ErrorCode::io, "the disk is broken");
    }
    Result<> checkpoint() override { return {}; }
};

[[noreturn]] void commit_and_die(int errors) {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    (void)std::signal(SIGABRT, SIG_DFL);
    ::dup2(errors, STDERR_FILENO);
    ThreadStore store(std::make_unique<BrokenDatabase>(), [] {
        return Result<std::uint64_t>(std::uint64_t{1} << 30);
    });
    Batch batch;
    batch.put("t", "a", "1");
    store.commit(std::move(batch), [] {});
    store.flush();
    ::_exit(0);
}

TEST_CASE("a commit that fails ends the process, and says so without the folder of the build") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    linux::Fd errors(ends[0]);
    linux::Fd into(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) commit_and_die(into.number());
    into.close();
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t got; (got = ::read(errors.number(), piece.data(), piece.size())) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(got));
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(text.starts_with("thread_store.cc:"));
    CHECK(text.contains("the disk is broken"));
}

}  // namespace
}  // namespace atlas::store
