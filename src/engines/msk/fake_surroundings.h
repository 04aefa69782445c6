// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/msk/converge.h"
#include "network/fake_network.h"

namespace atlas::engines::msk {

/// A cluster of two brokers, without public access.
Cluster example_cluster();

/// What such a cluster stands in, for tests: a temporary folder, a network in memory that knows
/// its VPC, an authority, and a host (a network namespace) of the test's own for the addresses that
/// it leases. Needs root: the broker's files belong to a user of their own.
class FakeSurroundings {
public:
    /// Whether this process may do it.
    static bool possible();

    FakeSurroundings();
    ~FakeSurroundings();
    FakeSurroundings(const FakeSurroundings&) = delete;
    FakeSurroundings& operator=(const FakeSurroundings&) = delete;

    /// The cluster's own folder, below `directory`.
    std::string folder(const Cluster& cluster) const { return directory + "/" + cluster.id; }
    Step step(Cluster cluster);

    std::string directory;
    network::FakeNetwork network;
    crypto::CertificateKey authority;
    policy::IdentityExport identities;
    Time now;
};

}  // namespace atlas::engines::msk
