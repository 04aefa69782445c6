// SPDX-License-Identifier: Apache-2.0
#include "cli/start_region.h"

#include <chrono>
#include <filesystem>

#include <poll.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/interrupts.h"
#include "cli/region_client.h"
#include "linux/fd.h"
#include "linux/replace_file.h"
#include "region/home.h"
#include "region/keeper.h"

namespace atlas::cli {
namespace {

using std::chrono::steady_clock;

constexpr int look_again_ms = 20;
constexpr std::chrono::seconds start_max{30};
constexpr int lines_shown = 20;
// Below this the disk counts as full.
constexpr unsigned long room_min_bytes = 1 << 20;

// The keeper's exit code if it has ended, after waiting briefly; else nothing.
std::optional<int> ended(int keeper, const linux::Fd& process) {
    pollfd watched{process.number(), POLLIN, 0};
    ::poll(&watched, 1, look_again_ms);
    int status = 0;
    if (::waitpid(keeper, &status, WNOHANG) != keeper) return std::nullopt;
    return WIFEXITED(status) ? WEXITSTATUS(status) : static_cast<int>(failed);
}

// On a full disk the region cannot even log why it ends.
bool is_full(const std::string& path) {
    struct statvfs disk{};
    return ::statvfs(path.c_str(), &disk) == 0 && disk.f_bavail * disk.f_frsize < room_min_bytes;
}

Failure did_not_start(int code, const std::string& home, std::size_t begin) {
    if (code == ok) code = failed;
    auto log = home + "/region.log";
    auto tail = tail_of(log, begin, lines_shown);
    std::string text = "the region does not start";
    if (is_full(home)) text += "; there is no room left on the disk of " + home;
    if (!tail.empty()) text += "; its last lines:\n" + tail;
    return {code, text, "see more with: less " + log};
}

}  // namespace

std::optional<Failure> start_region(const Surroundings& surroundings, Progress& progress) {
    RegionClient region(surroundings.home);
    if (region.describe()) {
        progress.done("running");
        return {};
    }
    auto log = surroundings.home + "/region.log";
    std::error_code absent;
    auto size = std::filesystem::file_size(log, absent);
    std::size_t begin = absent ? 0 : size;
    auto keeper = region::start_detached(surroundings.keeper_command(), log);
    if (!keeper) return Failure{failed, keeper.error().message(), ""};
    linux::Fd process(static_cast<int>(::syscall(SYS_pidfd_open, keeper.value(), 0)));
    for (auto until = steady_clock::now() + start_max; steady_clock::now() < until;) {
        if (auto code = ended(keeper.value(), process))
            return did_not_start(*code, surroundings.home, begin);
        if (region.describe()) {
            progress.done("ready");
            return {};
        }
        if (was_interrupted()) return Failure{interrupted, "interrupted", ""};
        progress.under_way();
    }
    return did_not_start(timed_out, surroundings.home, begin);
}

std::string tail_of(const std::string& path, std::size_t begin, int lines) {
    auto text = linux::read_file(path);
    if (!text || text.value().size() <= begin) return "";
    auto fresh = text.value().substr(begin);
    auto from = fresh.size();
    for (int seen = 0; from > 0; --from) {
        if (fresh[from - 1] == '\n' && from != fresh.size() && ++seen == lines) break;
    }
    auto tail = fresh.substr(from);
    while (tail.ends_with('\n'))
        tail.pop_back();
    return tail;
}

}  // namespace atlas::cli
