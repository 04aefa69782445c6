// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace atlas::broker {

/// One of the brokers that this process presents, with its address in one set of listeners.
struct Node {
    std::int32_t id = 0;
    std::string host;
    std::int32_t port = 0;
    std::optional<std::string> rack;
};

/// The listener that accepted a connection: the broker it stands for, and its set of listeners
/// ("internal", "public"). Metadata answers with the addresses of that set.
struct Endpoint {
    std::int32_t broker_id = 0;
    std::string set;
    bool authenticated = true;  // false only for plaintext listeners of tests
};

/// The brokers and their addresses in each set of listeners. Part of Broker. Loop thread only.
class Nodes {
public:
    void add_broker(std::int32_t id, std::optional<std::string> rack) {
        racks_[id] = std::move(rack);
    }
    void add_listener(
        const std::string& set, std::int32_t id, std::string host, std::int32_t port
    ) {
        hosts_.insert(host);
        sets_[set][id] = {id, std::move(host), port, racks_[id]};
    }
    // The ids of all brokers, whichever sets show them.
    bool has_broker(std::int32_t id) const { return racks_.contains(id); }
    std::vector<std::int32_t> broker_ids() const {
        std::vector<std::int32_t> ids;
        for (const auto& [id, rack] : racks_)
            ids.push_back(id);
        return ids;
    }
    /// The brokers of a set, sorted by id. Empty if the set has been removed.
    std::vector<Node> of(const std::string& set) const {
        std::vector<Node> nodes;
        if (const auto found = sets_.find(set); found != sets_.end())
            for (const auto& [id, node] : found->second)
                nodes.push_back(node);
        return nodes;
    }
    void remove_set(const std::string& set) { sets_.erase(set); }
    std::vector<std::string> sets() const {
        std::vector<std::string> names;
        for (const auto& [name, nodes] : sets_)
            names.push_back(name);
        return names;
    }
    /// All host names that any set has ever had; those that AWS_MSK_IAM accepts in a signature.
    const std::set<std::string, std::less<>>& hosts() const { return hosts_; }

private:
    std::map<std::int32_t, std::optional<std::string>> racks_;
    std::map<std::string, std::map<std::int32_t, Node>> sets_;
    std::set<std::string, std::less<>> hosts_;
};

}  // namespace atlas::broker
