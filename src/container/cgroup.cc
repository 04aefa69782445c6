// SPDX-License-Identifier: Apache-2.0
#include "container/cgroup.h"

#include <charconv>
#include <memory>
#include <set>
#include <sstream>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::container {

namespace {

/// Files of the kernel have no size, so they are read to their end.
Result<std::string> read_text(const std::string& path) {
    linux::Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return linux::last_error("open " + path);
    std::string text;
    char buffer[4096];
    for (;;) {
        auto count = read(file.number(), buffer, sizeof buffer);
        if (count < 0) return linux::last_error("read " + path);
        if (count == 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
    }
}

Result<std::int64_t> parse_number(std::string_view text, const std::string& path) {
    std::int64_t number = 0;
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc()) return Error(ErrorCode::io, path + ": not understood");
    return number;
}

Result<std::int64_t> read_number(const std::string& path) {
    auto text = ATLAS_TRY(read_text(path));
    return parse_number(text, path);
}

/// The value of `key` in lines of "key value".
Result<std::int64_t> read_keyed(const std::string& path, std::string_view key) {
    auto text = "\n" + ATLAS_TRY(read_text(path));
    auto line = "\n" + std::string(key) + " ";
    auto found = text.find(line);
    if (found == text.npos) return Error(ErrorCode::not_found, path + " has no such line");
    return parse_number(std::string_view(text).substr(found + line.size()), path);
}

/// Where a group's folder may be: in the one tree, and in those of the controllers.
std::vector<std::string> trees_of(const std::string& root) {
    std::vector<std::string> trees{root};
    std::unique_ptr<DIR, int (*)(DIR*)> names(opendir(root.c_str()), closedir);
    while (auto* entry = names ? readdir(names.get()) : nullptr) {
        if (entry->d_name[0] != '.') trees.push_back(root + "/" + entry->d_name);
    }
    return trees;
}

}  // namespace

Cgroup::Cgroup(std::string path, std::string root)
    : path_(std::move(path)),
      root_(std::move(root)),
      v2_(access((root_ + "/cgroup.controllers").c_str(), F_OK) == 0) {}

Result<std::int64_t> Cgroup::read_oom_kills() const {
    if (v2_) return read_keyed(root_ + path_ + "/memory.events", "oom_kill");
    return read_keyed(root_ + "/memory" + path_ + "/memory.oom_control", "oom_kill");
}

Result<std::int64_t> Cgroup::read_memory_bytes() const {
    if (v2_) return read_number(root_ + path_ + "/memory.current");
    return read_number(root_ + "/memory" + path_ + "/memory.usage_in_bytes");
}

Result<std::int64_t> Cgroup::read_cpu_ns() const {
    if (!v2_) return read_number(root_ + "/cpuacct" + path_ + "/cpuacct.usage");
    return ATLAS_TRY(read_keyed(root_ + path_ + "/cpu.stat", "usage_usec")) * 1000;
}

std::vector<int> Cgroup::read_processes() const {
    std::set<int> pids;
    for (const auto& tree : trees_of(root_)) {
        auto text = read_text(tree + path_ + "/cgroup.procs");
        if (!text) continue;
        std::istringstream lines(text.value());
        for (int pid = 0; lines >> pid;)
            pids.insert(pid);
    }
    return {pids.begin(), pids.end()};
}

void Cgroup::remove(const std::string& path, const std::string& root) {
    for (const auto& tree : trees_of(root))
        rmdir((tree + path).c_str());  // refused while anything is in it
}

void Cgroup::remove_empty(const std::string& path, const std::string& root) {
    for (auto name = path; name.size() > 1; name.erase(name.rfind('/')))
        remove(name, root);
}

}  // namespace atlas::container
