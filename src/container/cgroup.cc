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

/// Links too: a tree may have a second name.
std::vector<std::string> folders_in(const std::string& path) {
    std::vector<std::string> folders;
    std::unique_ptr<DIR, int (*)(DIR*)> names(opendir(path.c_str()), closedir);
    while (auto* entry = names ? readdir(names.get()) : nullptr) {
        if (entry->d_name[0] == '.') continue;
        if (access((path + "/" + entry->d_name + "/.").c_str(), F_OK) == 0)
            folders.emplace_back(entry->d_name);
    }
    return folders;
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

bool is_unified(const std::string& root) {
    return access((root + "/cgroup.controllers").c_str(), F_OK) == 0;
}

/// The groups directly below `path`, whatever tree they are in.
std::set<std::string> children_of(const std::string& path, const std::string& root) {
    std::set<std::string> children;
    for (const auto& tree : Cgroup::trees(root)) {
        for (const auto& name : folders_in(tree + path))
            children.insert(path + "/" + name);
    }
    return children;
}

}  // namespace

std::vector<std::string> Cgroup::trees(const std::string& root) {
    if (is_unified(root)) return {root};
    std::vector<std::string> trees;
    for (const auto& name : folders_in(root))
        trees.push_back(root + "/" + name);
    return trees;
}

Cgroup::Cgroup(std::string path, std::string root)
    : path_(std::move(path)), root_(std::move(root)), v2_(is_unified(root_)) {}

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
    for (const auto& tree : trees(root_)) {
        auto text = read_text(tree + path_ + "/cgroup.procs");
        if (!text) continue;
        std::istringstream lines(text.value());
        for (int pid = 0; lines >> pid;)
            pids.insert(pid);
    }
    return {pids.begin(), pids.end()};
}

void Cgroup::remove(const std::string& path, const std::string& root) {
    for (const auto& tree : trees(root))
        rmdir((tree + path).c_str());  // refused while anything is in it
}

void Cgroup::remove_empty(const std::string& path, const std::string& root) {
    for (const auto& child : children_of(path, root))
        remove(child, root);
    for (auto name = path; name.size() > 1; name.erase(name.rfind('/')))
        remove(name, root);
}

}  // namespace atlas::container
