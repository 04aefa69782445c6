// SPDX-License-Identifier: Apache-2.0
#include "network/public_table.h"

#include <sstream>

#include "linux/file_system.h"
#include "linux/replace_file.h"
#include "network/public_rules.h"

namespace atlas::network {
namespace {

/// "address port owner group group …"; owners contain no spaces.
std::string render(const std::map<std::string, std::vector<PublicListener>>& by_owner) {
    std::string text;
    for (const auto& [owner, listeners] : by_owner) {
        for (const auto& listener : listeners) {
            text += listener.address + " " + std::to_string(listener.port) + " " + owner;
            for (const auto& group : listener.groups)
                text += " " + group;
            text += "\n";
        }
    }
    return text;
}

std::map<std::string, std::vector<PublicListener>> parse(const std::string& text) {
    std::map<std::string, std::vector<PublicListener>> by_owner;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        PublicListener listener;
        if (!(words >> listener.address >> listener.port >> listener.owner)) continue;
        for (std::string group; words >> group;)
            listener.groups.push_back(group);
        by_owner[listener.owner].push_back(std::move(listener));
    }
    return by_owner;
}

}  // namespace

Result<std::unique_ptr<PublicTable>> PublicTable::open(
    linux::ProcessRunner& runner, const std::string& region, const std::string& directory
) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(directory));
    std::unique_ptr<PublicTable> table(
        new PublicTable(runner, region, directory + "/public_listeners")
    );
    ATLAS_TRY(table->table_.watch());
    if (files.exists(table->path_))
        table->by_owner_ = parse(ATLAS_TRY(linux::load_file(files, table->path_)));
    return table;
}

Result<> PublicTable::set(const std::string& owner, const std::vector<PublicListener>& listeners) {
    std::lock_guard lock(mutex_);
    if (listeners.empty()) {
        if (by_owner_.erase(owner) == 0) return {};
    } else {
        by_owner_[owner] = listeners;
    }
    linux::SystemFileSystem files;
    return linux::replace_file(files, path_, render(by_owner_));
}

Result<> PublicTable::refresh(const std::function<Groups()>& find_groups) {
    std::lock_guard lock(mutex_);
    if (removed_) return {};
    auto groups = find_groups();
    std::vector<PublicListener> listeners;
    for (const auto& [owner, of_owner] : by_owner_)
        listeners.insert(listeners.end(), of_owner.begin(), of_owner.end());
    auto wanted = plan_public_rules(region_, listeners, groups);
    if (groups.empty() && ATLAS_TRY(table_.exists())) return {};
    return table_.apply(wanted);
}

Result<> PublicTable::remove() {
    std::lock_guard lock(mutex_);
    removed_ = true;
    return table_.remove();
}

Result<> PublicTable::watch(Keeper& keeper, const std::string& key) {
    std::lock_guard lock(mutex_);
    if (removed_) return {};
    return keeper.watch(key, table_.events());
}

bool PublicTable::drifted() {
    std::lock_guard lock(mutex_);
    return table_.drifted();
}

}  // namespace atlas::network
