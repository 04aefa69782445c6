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
    Sockets sockets;  // all that the broker is to listen on, to be held
};

/// Before a start: sandbox, names, sockets, files.
Result<Prepared> prepare(const Step& step);
/// Waits until a started broker says that it serves (it may be recovering its log), at most
/// `limit`, no longer than `given_up`. Which sockets it has.
Result<Descriptors> wait_ready(
    const std::string& folder, std::chrono::milliseconds limit, const std::stop_token& given_up
);
/// What a serving broker says is wrong with itself (a full disk, a damaged partition); empty while
/// all is well, and of a broker too old to be asked.
Result<std::string> trouble_of(const std::string& folder);
/// Brings a running broker there: files, `reload`, public listeners on or off. What it has now is
/// asked of itself, listener by listener, so what broke off half-way is completed. Which sockets it
/// has then.
Result<Descriptors> converge(const Step& step);
/// After its end: nothing is left of it.
Result<> clear(const Step& step);

}  // namespace atlas::engines::msk
