// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/taken_names.h"

#include <algorithm>

namespace atlas::broker {
namespace {

std::string unify(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

}  // namespace

void TakenNames::add(const std::string& name) {
    names_.insert(name);
    unified_[unify(name)].insert(name);
}

void TakenNames::remove(const std::string& name) {
    names_.erase(name);
    const auto found = unified_.find(unify(name));
    if (found == unified_.end()) return;
    found->second.erase(name);
    if (found->second.empty()) unified_.erase(found);
}

const std::string* TakenNames::colliding(const std::string& name) const {
    const auto found = unified_.find(unify(name));
    if (found == unified_.end()) return nullptr;
    for (const auto& other : found->second)
        if (other != name) return &other;
    return nullptr;
}

}  // namespace atlas::broker
