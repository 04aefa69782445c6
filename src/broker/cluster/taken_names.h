// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

namespace atlas::broker {

/// Names of the topics that are there, being made or being deleted. Two that differ only in '.' and
/// '_' collide: Kafka's metrics cannot tell them apart, and it makes no second one.
class TakenNames {
public:
    void add(const std::string& name);
    void remove(const std::string& name);
    bool contains(const std::string& name) const { return names_.contains(name); }
    /// Another name that collides with this one; null when there is none.
    const std::string* colliding(const std::string& name) const;

private:
    std::set<std::string> names_;
    std::map<std::string, std::set<std::string>> unified_;  // by the name with '_' for each '.'
};

}  // namespace atlas::broker
