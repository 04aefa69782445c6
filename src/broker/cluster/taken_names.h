// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

namespace atlas::broker {

/// The names of topics that exist, are being created or are being deleted. Names that differ only
/// in '.' and '_' collide: Kafka's metrics cannot tell them apart, so Kafka refuses the second one.
/// Owned by TopicCatalog. Loop thread only.
class TakenNames {
public:
    void add(const std::string& name);
    void remove(const std::string& name);
    bool contains(const std::string& name) const { return names_.contains(name); }
    /// Another name that collides with this one; null if there is none.
    const std::string* colliding(const std::string& name) const;

private:
    std::set<std::string> names_;
    std::map<std::string, std::set<std::string>> unified_;  // by the name with '_' for each '.'
};

}  // namespace atlas::broker
