// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engines/msk/engine.h"

namespace atlas::aws::kafka {

/// An engine that carries out nothing until the test calls `finish` or one of `removals`.
class FakeEngine final : public engines::msk::Engine {
public:
    void adopt(const std::vector<supervisor::Supervisor::Recovered>&) override {}
    void apply(engines::msk::Cluster cluster) override { wanted[cluster.id] = std::move(cluster); }
    void remove(engines::msk::Cluster cluster, store::Durable, std::move_only_function<void()> done)
        override {
        wanted.erase(cluster.id);
        removals.push_back(std::move(done));
    }
    void identities_changed() override {}
    bool settled(const engines::msk::Cluster& cluster) const override {
        auto found = done.find(cluster.id);
        return found != done.end() && found->second == cluster;
    }
    std::string trouble(const std::string&) const override { return {}; }
    void on_change(std::function<void(const std::string&)> listener) override {
        listener_ = std::move(listener);
    }

    /// Brings every cluster to its desired state and reports the change.
    void finish() {
        done = wanted;
        for (const auto& [id, cluster] : done)
            listener_(id);
    }

    std::map<std::string, engines::msk::Cluster> wanted;
    std::map<std::string, engines::msk::Cluster> done;
    std::vector<std::move_only_function<void()>> removals;

private:
    std::function<void(const std::string&)> listener_;
};

}  // namespace atlas::aws::kafka
