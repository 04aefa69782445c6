// SPDX-License-Identifier: Apache-2.0
#include "network/sandbox_records.h"

#include <sstream>

#include "base/encoding.h"
#include "linux/file_system.h"
#include "linux/replace_file.h"

namespace atlas::network {

/// A file has the sandbox's name and contains "VPC INTERFACE INTERFACE …".
SandboxRecords::SandboxRecords(std::string directory) : directory_(std::move(directory)) {
    linux::SystemFileSystem files;
    auto names = files.list(directory_);
    if (!names) return;
    for (const auto& name : names.value()) {
        auto text = linux::load_file(files, directory_ + "/" + name);
        auto id = decode_percent(name);
        // An interrupted write leaves its draft.
        if (!text || !id || name.ends_with(".tmp")) continue;
        std::istringstream words(text.value());
        SandboxPlan plan;
        plan.id = *id;
        words >> plan.vpc;
        for (std::string eni; words >> eni;)
            plan.enis.push_back(eni);
        if (!plan.enis.empty()) plans_[plan.id] = std::move(plan);
    }
}

Result<> SandboxRecords::put(const SandboxPlan& plan) {
    std::string text = plan.vpc;
    for (const auto& eni : plan.enis)
        text += " " + eni;
    std::lock_guard lock(mutex_);
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(directory_));
    ATLAS_TRY(linux::replace_unsynced(directory_ + "/" + encode_percent(plan.id), text + "\n"));
    plans_[plan.id] = plan;
    return {};
}

Result<> SandboxRecords::erase(const std::string& id) {
    std::lock_guard lock(mutex_);
    plans_.erase(id);
    linux::SystemFileSystem files;
    auto path = directory_ + "/" + encode_percent(id);
    return files.exists(path) ? files.remove(path) : Result<>{};
}

std::optional<SandboxPlan> SandboxRecords::find(const std::string& id) const {
    std::lock_guard lock(mutex_);
    auto found = plans_.find(id);
    return found == plans_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<SandboxPlan> SandboxRecords::of_vpc(const std::string& vpc) const {
    std::lock_guard lock(mutex_);
    std::vector<SandboxPlan> found;
    for (const auto& [id, plan] : plans_)
        if (plan.vpc == vpc) found.push_back(plan);
    return found;
}

}  // namespace atlas::network
