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

/// Runs one atlas-broker a cluster and keeps it as wanted: desired → files, listeners, commands on
/// its control socket → observed. A broker that died is started again. Home thread only.
class Engine {
public:
    struct Options {
        Executor* home = nullptr;
        Workers* workers = nullptr;
        const Clock* clock = nullptr;
        supervisor::Supervisor* supervisor = nullptr;
        network::Network* network = nullptr;
        std::string directory;  // one folder a cluster below it
        std::string binary;     // path of atlas-broker on the host
        crypto::CertificateKey authority;
        /// How long a started broker may take until it answers.
        std::chrono::milliseconds ready_limit{30'000};
        /// Who may do what, as of now; asked on the home thread.
        std::function<policy::IdentityExport()> identities;
    };
    static std::unique_ptr<Engine> create(Options options);
    virtual ~Engine() = default;

    /// Takes back what still runs, once, before the first apply.
    virtual void adopt(const std::vector<supervisor::Supervisor::Recovered>& recovered) = 0;
    /// The whole cluster as it is to be; calls in a row are carried out as one.
    virtual void apply(Cluster cluster) = 0;
    /// Stops it and removes listeners, names, sandbox and data, once its row says so on the disk;
    /// `done` when nothing is left.
    virtual void remove(
        Cluster cluster, store::Durable durable, std::move_only_function<void()> done
    ) = 0;
    /// Roles, policies or keys changed: every broker gets a new snapshot.
    virtual void identities_changed() = 0;

    /// The broker answered on its control socket and is exactly so.
    virtual bool settled(const Cluster& cluster) const = 0;
    /// Why it does not, for status; empty while all is well.
    virtual std::string trouble(const std::string& id) const = 0;
    /// Told after anything that the two calls above answer has changed.
    virtual void on_change(std::function<void(const std::string& id)> listener) = 0;
};

}  // namespace atlas::engines::msk
