// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/executor.h"
#include "base/result.h"
#include "crypto/certificate.h"
#include "engines/msk/cluster.h"
#include "network/network.h"
#include "policy/identity_export.h"
#include "store/durable.h"
#include "supervisor/supervisor.h"

namespace atlas::engines::msk {

/// Runs one atlas-broker per cluster and keeps it in the desired state: desired → files, listeners,
/// commands on its control socket → observed. A broker that ended is started again. Home thread
/// only; callbacks are called there.
class Engine {
public:
    /// All pointers must outlive the engine.
    struct Options {
        Executor* home = nullptr;
        Workers* workers = nullptr;
        const Clock* clock = nullptr;
        supervisor::Supervisor* supervisor = nullptr;
        network::Network* network = nullptr;
        std::string directory;  // has one folder per cluster
        std::string binary;     // path of atlas-broker on the host
        crypto::CertificateKey authority;
        /// How long to wait for a started broker's answer before the next try.
        std::chrono::milliseconds ready_limit{30'000};
        /// Returns the current identities and policies; called on the home thread.
        std::function<policy::IdentityExport()> identities;
    };
    static std::unique_ptr<Engine> create(Options options);
    virtual ~Engine() = default;

    /// Takes over running brokers of an earlier region process; call it once, before the first
    /// `apply`.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// Sets the complete desired state; several calls in a row may be carried out as one change.
    virtual void apply(Cluster cluster) = 0;
    /// Stops the broker and removes its listeners, names, sandbox and data. `durable` proves that
    /// the deletion of its row is on disk. Calls `done` when everything is removed.
    virtual void remove(
        Cluster cluster, store::Durable durable, std::move_only_function<void()> done
    ) = 0;
    /// Call it after a change of roles, policies or keys: every broker gets a new snapshot.
    virtual void identities_changed() = 0;

    /// Whether the broker has answered on its control socket and is exactly as in `cluster`.
    virtual bool settled(const Cluster& cluster) const = 0;
    /// Why it is not settled, or what the broker reports about itself, for `atlas status`; empty if
    /// all is well.
    virtual std::string trouble(const std::string& id) const = 0;
    /// Sets the listener that is called after a result of `settled` or `trouble` may have changed.
    virtual void on_change(std::function<void(const std::string& id)> listener) = 0;
};

}  // namespace atlas::engines::msk
