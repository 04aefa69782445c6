// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/msk/converge.h"
#include "network/fake_network.h"

namespace atlas::engines::msk {

/// A cluster of two brokers, without public access.
Cluster example_cluster();

/// The environment of such a cluster, for tests: a temporary folder, an in-memory network that
/// knows its VPC, an authority, and a network namespace of the test's own for the leased addresses.
/// Needs root, because the broker's files belong to another user.
class FakeSurroundings {
public:
    /// Whether this process has the privileges.
    static bool possible();

    FakeSurroundings();
    ~FakeSurroundings();
    FakeSurroundings(const FakeSurroundings&) = delete;
    FakeSurroundings& operator=(const FakeSurroundings&) = delete;

    /// The cluster's folder in `directory`.
    std::string folder(const Cluster& cluster) const { return directory + "/" + cluster.id; }
    Step step(Cluster cluster);

    std::string directory;
    network::FakeNetwork network;
    crypto::CertificateKey authority;
    policy::IdentityExport identities;
    Time now;
};

}  // namespace atlas::engines::msk
