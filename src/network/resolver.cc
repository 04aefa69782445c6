// SPDX-License-Identifier: Apache-2.0
#include "network/resolver.h"

#include <csignal>
#include <fstream>

#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/encoding.h"
#include "linux/error.h"
#include "linux/file_system.h"
#include "network/vpc_rules.h"

namespace atlas::network {
namespace {

constexpr int end_timeout_ms = 5000;

bool ended(const linux::Fd& process, int timeout_ms) {
    pollfd waiting{process.number(), POLLIN, 0};
    return ::poll(&waiting, 1, timeout_ms) > 0;
}

int pidfd_of(int pid) {
    return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

// dnsmasq reads the files of this directory at its start and on SIGHUP. Earlier versions of Atlas
// used --hostsdir, which watches the directory with inotify.
constexpr const char* names_option = "--addn-hosts=";

void end(const linux::Fd& process) {
    ::syscall(SYS_pidfd_send_signal, process.number(), SIGKILL, nullptr, 0);
    (void)ended(process, end_timeout_ms);
}

// The folder of the published names.
std::string names_directory(const std::string& vpc_directory) {
    return vpc_directory + "/names";
}

}  // namespace

Result<> make_public_directory(const std::string& path) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(path));
    if (::chmod(path.c_str(), 0755) != 0) return linux::last_error("chmod " + path);
    return {};
}

/// The process of the pid file if it is still our dnsmasq: the pid may have been reused.
linux::Fd Resolver::find(bool& answers_as_now) const {
    linux::SystemFileSystem files;
    auto text = linux::load_file(files, directory_ + "/dnsmasq.pid");
    if (!text) return {};
    auto pid = std::atoi(text.value().c_str());
    if (pid <= 1) return {};
    linux::Fd process(pidfd_of(pid));
    if (!process || ended(process, 0)) return {};
    // Files in /proc report size 0, so read it as a stream.
    std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
    std::string arguments((std::istreambuf_iterator<char>(file)), {});
    const auto names = "=" + names_directory(directory_);
    if (!arguments.contains("--addn-hosts" + names) && !arguments.contains("--hostsdir" + names))
        return {};
    answers_as_now = arguments.contains(names_option + names_directory(directory_));
    return process;
}

bool Resolver::adopt() {
    bool answers_as_now = false;
    auto process = find(answers_as_now);
    if (!process) return false;
    if (!answers_as_now) {
        end(process);
        return false;
    }
    process_ = std::move(process);
    return true;
}

Result<bool> Resolver::ensure(linux::ProcessRunner& runner, int network_namespace) {
    if (process_ && !ended(process_, 0)) return false;
    process_.close();
    ATLAS_TRY(make_public_directory(directory_));
    ATLAS_TRY(make_public_directory(names_directory(directory_)));
    if (adopt()) {
        reload();  // Names may have changed since it last read them.
        return true;
    }
    linux::Command command;
    command.network_namespace = network_namespace;
    command.args = {
        "dnsmasq",
        "--conf-file=/dev/null",
        "--user=nobody",
        "--group=nogroup",
        "--no-resolv",
        "--no-hosts",
        names_option + names_directory(directory_),
        "--listen-address=" + address_ + "," + dns_address,
        "--bind-interfaces",
        "--local=/atlas.test/",
        "--local-ttl=5",
        "--pid-file=" + directory_ + "/dnsmasq.pid",
        "--log-facility=/dev/null",
    };
    ATLAS_TRY(runner.run_well(command));
    if (!adopt()) return Error(ErrorCode::unavailable, "dnsmasq ended right after its start");
    return true;
}

void Resolver::reload() {
    if (process_) ::syscall(SYS_pidfd_send_signal, process_.number(), SIGHUP, nullptr, 0);
}

void Resolver::stop() {
    bool answers_as_now = false;
    if (!process_) process_ = find(answers_as_now);
    if (process_) end(process_);
    process_.close();
}

Result<bool> write_names(
    const std::string& vpc_directory,
    const std::string& owner,
    const std::map<std::string, std::vector<std::string>>& names
) {
    linux::SystemFileSystem files;
    auto file_name = encode_percent(owner);
    auto path = names_directory(vpc_directory) + "/" + file_name;
    std::string text;
    for (const auto& [name, addresses] : names)
        for (const auto& address : addresses)
            text.append(address).append(" ").append(name).append("\n");
    if (text.empty()) {
        if (!files.exists(path)) return false;
        ATLAS_TRY(files.remove(path));
        return true;
    }
    ATLAS_TRY(make_public_directory(vpc_directory));
    ATLAS_TRY(make_public_directory(names_directory(vpc_directory)));
    if (files.exists(path) && ATLAS_TRY(linux::load_file(files, path)) == text) return false;
    // Written outside the directory that dnsmasq reads, then renamed into it.
    auto draft = vpc_directory + "/" + file_name + ".new";
    auto file = ATLAS_TRY(files.open(draft, linux::OpenMode::create));
    ATLAS_TRY(file->truncate(0));
    ATLAS_TRY(file->write_at(0, text));
    if (::chmod(draft.c_str(), 0644) != 0) return linux::last_error("chmod " + draft);
    ATLAS_TRY(files.rename(draft, path));
    return true;
}

}  // namespace atlas::network
