// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "crypto/certificate.h"
#include "engines/msk/cluster.h"
#include "engines/msk/sockets.h"
#include "network/network.h"
#include "policy/identity_export.h"

/// The blocking steps of the engine; each is idempotent and runs on a worker.
namespace atlas::engines::msk {

/// The input of a step: copies of everything it needs.
struct Step {
    Cluster cluster;
    policy::IdentityExport identities;
    crypto::CertificateKey authority;
    std::string folder;
    network::Network* network = nullptr;
    Time now;
    Sockets held;
};

struct Prepared {
    std::string sandbox_path;
    Sockets sockets;  // all listening sockets of the broker, for the engine to hold
};

/// Prepares a start: sandbox, names, sockets, files.
Result<Prepared> prepare(const Step& step);
/// Waits until a started broker reports that it serves; it may first recover its log. Gives up
/// after `limit` or when `given_up` is requested. Returns the sockets the broker has.
Result<Descriptors> wait_ready(
    const std::string& folder, std::chrono::milliseconds limit, const std::stop_token& given_up
);
/// Asks a serving broker for its trouble (a full disk, a damaged partition). Empty if all is well,
/// or if the broker is too old to know the command.
Result<std::string> trouble_of(const std::string& folder);
/// Brings a running broker to the desired state: files, `reload`, public listeners on or off. It
/// asks the broker for its current listeners, so an interrupted change is completed. Returns the
/// sockets the broker has afterwards.
Result<Descriptors> converge(const Step& step);
/// Removes everything of a broker that has ended: names, listeners, sandbox and data.
Result<> clear(const Step& step);

}  // namespace atlas::engines::msk
