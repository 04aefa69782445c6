// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "crypto/certificate.h"
#include "engines/msk/cluster.h"
#include "policy/identity_export.h"

/// The files that a broker reads (docs/formats/broker-control.md), below one folder that it sees as
/// `inside`.
namespace atlas::engines::msk {

inline constexpr const char* inside = "/run/engine";
inline constexpr int broker_uid = 64011;
inline constexpr const char* ready_socket = "ready.sock";

/// Descriptors 3, 4, … are the listening sockets: internal ones, then public ones, one a broker.
std::string configuration_text(const Cluster& cluster);
/// One public listener, as `add-listener` and the configuration name it.
std::string public_listener_text(const Broker& broker);
std::string snapshot_text(const Cluster& cluster, const policy::IdentityExport& identities);

/// Folder, certificate (once; for the names of every broker, inside and public), configuration and
/// snapshot.
Result<> write_files(
    const std::string& folder,
    const Cluster& cluster,
    const policy::IdentityExport& identities,
    const crypto::CertificateKey& authority,
    Time now
);

}  // namespace atlas::engines::msk
