// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engines/msk/fake_broker.h"
#include "engines/msk/fake_surroundings.h"

/// Shared by this folder's tests that need root.
namespace atlas::engines::msk {

using namespace std::chrono_literals;
using Told = std::vector<std::string>;

inline bool skipped() {
    if (FakeSurroundings::possible()) return false;
    MESSAGE("skipped: the broker's files belong to a user of their own, which needs root");
    return true;
}

inline Cluster public_cluster() {
    auto cluster = example_cluster();
    cluster.public_access = true;
    return cluster;
}

}  // namespace atlas::engines::msk
