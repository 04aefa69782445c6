// SPDX-License-Identifier: Apache-2.0
#include "container/cgroup.h"

#include <charconv>
#include <memory>
#include <set>
#include <sstream>

#include <dirent.h>
#include <unistd.h>

#include "linux/kernel_file.h"

namespace atlas::container {

namespace {

/// Includes links: a hierarchy may have a second name.
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

/// The value of `key` in lines of "key value".
Result<std::int64_t> read_keyed(const std::string& path, std::string_view key) {
    auto text = "\n" + ATLAS_TRY(linux::read_kernel_file(path));
    auto line = "\n" + std::string(key) + " ";
    auto found = text.find(line);
    if (found == text.npos) return Error(ErrorCode::not_found, path + " has no such line");
    return parse_number(std::string_view(text).substr(found + line.size()), path);
}

bool is_unified(const std::string& root) {
    return access((root + "/cgroup.controllers").c_str(), F_OK) == 0;
}

/// The groups directly below `path` in any hierarchy.
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

std::vector<int> Cgroup::read_processes() const {
    std::set<int> pids;
    for (const auto& tree : trees(root_)) {
        auto text = linux::read_kernel_file(tree + path_ + "/cgroup.procs");
        if (!text) continue;
        std::istringstream lines(text.value());
        for (int pid = 0; lines >> pid;)
            pids.insert(pid);
    }
    return {pids.begin(), pids.end()};
}

void Cgroup::remove(const std::string& path, const std::string& root) {
    for (const auto& tree : trees(root))
        rmdir((tree + path).c_str());  // fails while the group is not empty
}

void Cgroup::remove_empty(const std::string& path, const std::string& root) {
    for (const auto& child : children_of(path, root))
        remove(child, root);
    for (auto name = path; name.size() > 1; name.erase(name.rfind('/')))
        remove(name, root);
}

}  // namespace atlas::container
