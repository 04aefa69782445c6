// SPDX-License-Identifier: Apache-2.0
#include "network/addresses.h"

#include <set>

#include "linux/file_system.h"
#include "linux/replace_file.h"

namespace atlas::network {
namespace {

constexpr int first = 10;
constexpr int last = 254;

}  // namespace

Result<std::unique_ptr<Addresses>> Addresses::open(std::string directory, std::string block) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(directory));
    std::unique_ptr<Addresses> opened(new Addresses(directory + "/addresses", std::move(block)));
    if (!files.exists(opened->path_)) return opened;
    auto text = ATLAS_TRY(linux::load_file(files, opened->path_));
    std::string_view rest = text;
    while (!rest.empty()) {
        auto end = std::min(rest.find('\n'), rest.size());
        auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        auto space = line.find(' ');
        if (space == std::string_view::npos || !line.starts_with(opened->block_ + ".")) continue;
        opened->by_owner_[std::string(line.substr(space + 1))] = line.substr(0, space);
    }
    return opened;
}

Result<std::string> Addresses::lease(const std::string& owner) {
    std::lock_guard lock(mutex_);
    auto known = by_owner_.find(owner);
    if (known != by_owner_.end()) return known->second;
    std::set<std::string> taken;
    for (const auto& [other, address] : by_owner_)
        taken.insert(address);
    for (int number = first; number <= last; ++number) {
        auto address = block_ + "." + std::to_string(number);
        if (taken.contains(address)) continue;
        by_owner_[owner] = address;
        auto saved = save();
        if (saved) return address;
        by_owner_.erase(owner);
        return std::move(saved).error();
    }
    return Error(ErrorCode::exhausted, "all addresses of " + block_ + ".0/24 are leased");
}

Result<> Addresses::release(const std::string& owner) {
    std::lock_guard lock(mutex_);
    if (by_owner_.erase(owner) == 0) return {};
    return save();
}

Result<> Addresses::save() {
    std::string text;
    for (const auto& [owner, address] : by_owner_)
        text.append(address).append(" ").append(owner).append("\n");
    linux::SystemFileSystem files;
    return linux::replace_file(files, path_, text);
}

}  // namespace atlas::network
