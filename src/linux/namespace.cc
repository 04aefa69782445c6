// SPDX-License-Identifier: Apache-2.0
#include "linux/namespace.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>
#include <thread>

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/user_namespace.h"

namespace atlas::linux {
namespace {

constexpr const char* directory = "/run/netns";
// Ids 1,879,048,192 … 2,147,352,575: below systemd's foreign ids, above its range for containers,
// and far above what /etc/subuid assigns (systemd.io/UIDS-GIDS).
constexpr std::uint32_t first_range = 0x7000'0000;
constexpr std::uint32_t ranges = 4'094;

/// Makes the directory a shared mount over itself, as `ip netns` does. Otherwise a later `ip netns`
/// would bind the directory over itself and hide our mounts.
Result<> prepare_directory() {
    if (::mkdir(directory, 0755) != 0 && errno != EEXIST) return last_error("mkdir /run/netns");
    if (::mount("", directory, "none", MS_SHARED | MS_REC, nullptr) == 0) return {};
    if (errno != EINVAL) return last_error("share /run/netns");
    if (::mount(directory, directory, "none", MS_BIND | MS_REC, nullptr) != 0)
        return last_error("bind /run/netns");
    if (::mount("", directory, "none", MS_SHARED | MS_REC, nullptr) != 0)
        return last_error("share /run/netns");
    return {};
}

Result<> loopback_up() {
    Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) return last_error("socket");
    ifreq request{};
    request.ifr_name[0] = 'l';
    request.ifr_name[1] = 'o';
    request.ifr_flags = IFF_UP;
    if (::ioctl(socket.number(), SIOCSIFFLAGS, &request) != 0) return last_error("loopback up");
    return {};
}

/// Namespaces are an attribute of a thread, so a thread that changes them serves nothing else.
Result<> on_own_thread(const std::function<Result<>()>& work) {
    Result<> result;
    std::thread([&] { result = work(); }).join();
    return result;
}

/// Creates the empty file over which a namespace is mounted, replacing one that an interrupted
/// creation left.
Result<> make_place(const std::string& name) {
    ATLAS_TRY(prepare_directory());
    auto path = namespace_path(name);
    Fd place(::open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
    if (!place && errno == EEXIST) {
        if (open_namespace(name)) return Error(ErrorCode::already_exists, path + " exists");
        if (::unlink(path.c_str()) != 0) return last_error("remove " + path);
        place = Fd(::open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
    }
    if (!place) return last_error("create " + path);
    return {};
}

/// The first ids of the ranges of all named namespaces, by name. A namespace that cannot be opened
/// is being removed and is left out.
std::map<std::string, std::uint32_t> ranges_in_use() {
    std::map<std::string, std::uint32_t> found;
    auto names = list_namespaces("");
    for (const auto& name : names ? names.value() : std::vector<std::string>{}) {
        auto space = open_namespace(name);
        if (!space) continue;
        auto users = user_namespace_of(space.value());
        if (!users) continue;
        auto first = first_user_of(users.value());
        if (first && first.value() != 0) found.emplace(name, first.value());
    }
    return found;
}

bool is_used(const std::map<std::string, std::uint32_t>& used, std::uint32_t first) {
    return std::ranges::any_of(used, [&](const auto& one) { return one.second == first; });
}

Result<> mount_owned(const std::string& name, std::uint32_t first) {
    auto made = ATLAS_TRY(create_owned_namespaces(first));
    ATLAS_TRY(run_in_namespace(made.network.number(), loopback_up));
    ATLAS_TRY(make_place(name));
    auto path = namespace_path(name);
    auto source = "/proc/self/fd/" + std::to_string(made.network.number());
    if (::mount(source.c_str(), path.c_str(), "none", MS_BIND, nullptr) == 0) return {};
    auto error = last_error("mount " + path);
    ::unlink(path.c_str());
    return error;
}

}  // namespace

std::string namespace_path(std::string_view name) {
    return std::string(directory) + "/" + std::string(name);
}

Result<Fd> create_namespace(const std::string& name) {
    ATLAS_TRY(make_place(name));
    auto path = namespace_path(name);
    auto made = on_own_thread([&]() -> Result<> {
        if (::unshare(CLONE_NEWNET) != 0) return last_error("unshare");
        ATLAS_TRY(loopback_up());
        if (::mount("/proc/thread-self/ns/net", path.c_str(), "none", MS_BIND, nullptr) != 0)
            return last_error("mount " + path);
        return {};
    });
    if (!made) {
        ::unlink(path.c_str());
        return std::move(made).error();
    }
    return open_namespace(name);
}

Result<Fd> create_owned_namespace(const std::string& name) {
    // Another process may choose the same range at the same time. Each looks again once its own
    // namespace is visible, so at least one of the two sees the other and tries the next range.
    auto start = static_cast<std::uint32_t>(std::hash<std::string>{}(name) % ranges);
    for (std::uint32_t step = 0; step < ranges; ++step) {
        auto first = first_range + (start + step) % ranges * user_range_size;
        if (is_used(ranges_in_use(), first)) continue;
        ATLAS_TRY(mount_owned(name, first));
        auto others = ranges_in_use();
        others.erase(name);
        if (!is_used(others, first)) return open_namespace(name);
        ATLAS_TRY(remove_namespace(name));
    }
    return Error(ErrorCode::exhausted, "all ranges of user ids are in use");
}

Result<Fd> open_namespace(const std::string& name) {
    auto path = namespace_path(name);
    Fd opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened) return last_error("open " + path);
    struct statfs system{};
    if (::fstatfs(opened.number(), &system) != 0) return last_error("statfs " + path);
    // An empty file over which nothing is mounted lies on another file system.
    if (system.f_type != NSFS_MAGIC) return Error(ErrorCode::not_found, path + " is no namespace");
    return opened;
}

Result<bool> is_inside(const Fd& socket, const Fd& space) {
    Fd own(::ioctl(socket.number(), SIOCGSKNS));
    struct stat of_socket{};
    struct stat of_space{};
    if (!own || ::fstat(own.number(), &of_socket) != 0 || ::fstat(space.number(), &of_space) != 0)
        return last_error("ask for a socket's namespace");
    return of_socket.st_ino == of_space.st_ino && of_socket.st_dev == of_space.st_dev;
}

Result<> remove_namespace(const std::string& name) {
    auto path = namespace_path(name);
    ::umount2(path.c_str(), MNT_DETACH);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return last_error("remove " + path);
    return {};
}

Result<std::vector<std::string>> list_namespaces(std::string_view prefix) {
    std::vector<std::string> names;
    std::error_code failed;
    std::filesystem::directory_iterator entry(directory, failed);
    for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
        auto name = entry->path().filename().string();
        if (name.starts_with(prefix)) names.push_back(std::move(name));
    }
    if (failed && failed.value() != ENOENT) return error_of(failed.value(), "list /run/netns");
    std::sort(names.begin(), names.end());
    return names;
}

void leave_namespaces() {
    std::error_code failed;
    if (std::filesystem::is_empty(directory, failed) && !failed) ::umount2(directory, 0);
}

Result<> run_in_namespace(int descriptor, const std::function<Result<>()>& work) {
    return on_own_thread([&]() -> Result<> {
        if (::setns(descriptor, CLONE_NEWNET) != 0) return last_error("setns");
        return work();
    });
}

}  // namespace atlas::linux
