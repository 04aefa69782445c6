// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "crypto/certificate.h"
#include "engines/msk/cluster.h"
#include "linux/fd.h"
#include "network/network.h"
#include "policy/identity_export.h"

/// The blocking steps of the engine; each is idempotent and runs on a worker.
namespace atlas::engines::msk {

struct Step {
    Cluster cluster;
    policy::IdentityExport identities;
    crypto::CertificateKey authority;
    std::string folder;
    network::Network* network = nullptr;
    Time now;
};

struct Prepared {
    std::string sandbox_path;
    std::vector<linux::Fd> public_sockets;  // one a broker, where access is public
};

network::SandboxPlan sandbox_of(const Cluster& cluster);

/// Before a start: sandbox, names, public sockets, files.
Result<Prepared> prepare(const Step& step);
/// Waits until a started broker answers (it may be recovering its log), at most `limit`, no longer
/// than `given_up`.
Result<> wait_ready(
    const std::string& folder, std::chrono::milliseconds limit, const std::stop_token& given_up
);
/// Brings a running broker there: files, `reload`, public listeners on or off. What it has now is
/// asked of itself, listener by listener, so what broke off half-way is completed.
Result<> converge(const Step& step);
/// After its end: nothing is left of it.
Result<> clear(const Step& step);

}  // namespace atlas::engines::msk
