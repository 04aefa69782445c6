// SPDX-License-Identifier: Apache-2.0
#include "network/leases.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_lock.h"
#include "linux/file_system.h"
#include "linux/replace_file.h"

namespace atlas::network {
namespace {

constexpr int blocks = 250;
constexpr std::uint16_t first_port = 4566;
constexpr int ports = 200;
constexpr int lock_attempts = 1000;

std::string render(const Lease& lease) {
    return lease.block + " " + std::to_string(lease.api_port) + " " + lease.home + "\n";
}

std::optional<Lease> parse_line(std::string_view line) {
    auto first = line.find(' ');
    auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    Lease lease;
    lease.block = line.substr(0, first);
    lease.home = line.substr(second + 1);
    auto port = line.substr(first + 1, second - first - 1);
    auto read = std::from_chars(port.data(), port.data() + port.size(), lease.api_port);
    if (read.ec != std::errc() || !lease.block.starts_with("127.77.")) return std::nullopt;
    return lease;
}

std::vector<Lease> parse(std::string_view text) {
    std::vector<Lease> leases;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        if (auto lease = parse_line(text.substr(0, end))) leases.push_back(std::move(*lease));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return leases;
}

Result<std::vector<Lease>> load(linux::FileSystem& files, const std::string& path) {
    if (!files.exists(path)) return std::vector<Lease>{};
    return parse(ATLAS_TRY(linux::load_file(files, path)));
}

Result<> store(linux::FileSystem& files, const std::string& path, const std::vector<Lease>& all) {
    std::string text;
    for (const auto& lease : all)
        text += render(lease);
    return linux::replace_file(files, path, text);
}

bool port_is_free(std::uint16_t port) {
    linux::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    int yes = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::bind(socket.number(), reinterpret_cast<sockaddr*>(&place), sizeof place) == 0;
}

template <typename Value>
bool taken(const std::vector<Lease>& leases, Value Lease::* member, const Value& value) {
    return std::any_of(leases.begin(), leases.end(), [&](const Lease& lease) {
        return lease.*member == value;
    });
}

/// The remembered block first, then one chosen by a hash of the home, so that losing the file
/// changes little.
Result<std::string> choose_block(
    const std::vector<Lease>& others, const std::string& home, const std::optional<Lease>& before
) {
    if (before && !taken(others, &Lease::block, before->block)) return before->block;
    auto start = std::hash<std::string>{}(home) % blocks;
    for (std::size_t step = 0; step < blocks; ++step) {
        auto block = "127.77." + std::to_string(1 + (start + step) % blocks);
        if (!taken(others, &Lease::block, block)) return block;
    }
    return Error(ErrorCode::exhausted, "all 250 address blocks are leased to other regions");
}

Result<std::uint16_t> choose_port(
    const std::vector<Lease>& others, const std::optional<Lease>& before
) {
    auto good = [&](std::uint16_t port) {
        return !taken(others, &Lease::api_port, port) && port_is_free(port);
    };
    if (before && good(before->api_port)) return before->api_port;
    for (int step = 0; step < ports; ++step) {
        auto port = static_cast<std::uint16_t>(first_port + step);
        if (good(port)) return port;
    }
    return Error(ErrorCode::exhausted, "no free port for the API from 4566 on");
}

/// The last region's `down` may remove the folder between these two steps, but not again and again
/// unless something else removes it.
Result<linux::Fd> lock_leases(linux::FileSystem& files, const std::string& run_directory) {
    for (int attempt = 0; attempt < lock_attempts; ++attempt) {
        ATLAS_TRY(files.make_directories(run_directory));
        auto lock = linux::lock_file(run_directory + "/lock");
        if (lock || lock.error().code() != ErrorCode::not_found) return lock;
    }
    return Error(
        ErrorCode::conflict,
        run_directory + "/lock cannot be made: its folder was gone " +
            std::to_string(lock_attempts) + " times right after it was made"
    );
}

void drop_gone(linux::FileSystem& files, std::vector<Lease>& leases) {
    std::erase_if(leases, [&](const Lease& lease) { return !files.exists(lease.home); });
}

}  // namespace

Result<Lease> take_lease(const std::string& home, const std::string& run_directory) {
    linux::SystemFileSystem files;
    auto lock = ATLAS_TRY(lock_leases(files, run_directory));
    auto path = run_directory + "/leases";
    auto leases = ATLAS_TRY(load(files, path));
    drop_gone(files, leases);
    for (const auto& lease : leases)
        if (lease.home == home) return lease;
    std::optional<Lease> before;
    if (files.exists(home + "/lease")) {
        auto remembered = ATLAS_TRY(load(files, home + "/lease"));
        if (!remembered.empty()) before = remembered.front();
    }
    Lease lease;
    lease.home = home;
    lease.block = ATLAS_TRY(choose_block(leases, home, before));
    lease.api_port = ATLAS_TRY(choose_port(leases, before));
    ATLAS_TRY(linux::replace_file(files, home + "/lease", render(lease)));
    leases.push_back(lease);
    ATLAS_TRY(store(files, path, leases));
    return lease;
}

Result<> free_lease(const std::string& home, const std::string& run_directory) {
    linux::SystemFileSystem files;
    if (!files.exists(run_directory)) return {};
    auto lock = ATLAS_TRY(lock_leases(files, run_directory));
    auto path = run_directory + "/leases";
    auto leases = ATLAS_TRY(load(files, path));
    drop_gone(files, leases);
    std::erase_if(leases, [&](const Lease& lease) { return lease.home == home; });
    if (!leases.empty()) return store(files, path, leases);
    if (files.exists(path)) ATLAS_TRY(files.remove(path));
    ATLAS_TRY(files.remove(run_directory + "/lock"));
    ::rmdir(run_directory.c_str());
    return {};
}

Result<std::vector<Lease>> list_leases(const std::string& run_directory) {
    linux::SystemFileSystem files;
    return load(files, run_directory + "/leases");
}

}  // namespace atlas::network
