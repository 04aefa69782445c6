// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "crypto/certificate.h"
#include "engines/msk/cluster.h"
#include "policy/identity_export.h"

/// The files that a broker reads (docs/formats/broker-control.md), in a folder that it sees as
/// `inside`.
namespace atlas::engines::msk {

inline constexpr const char* inside = "/run/engine";
inline constexpr int broker_uid = 64011;
inline constexpr const char* ready_socket = "ready.sock";

/// The text of broker.json. Descriptors 3, 4, … are the listening sockets: first the internal ones
/// of all brokers, then the public ones.
std::string configuration_text(const Cluster& cluster);
/// One public listener as in broker.json and in the command `add-listener`.
std::string public_listener_text(const Broker& broker);
/// The text of snapshot.json: identities and policies for IAM authentication and authorization.
std::string snapshot_text(const Cluster& cluster, const policy::IdentityExport& identities);

/// Writes the folder, the certificate (for all internal and public broker names; kept until 60 days
/// before it expires), the configuration and the snapshot.
Result<> write_files(
    const std::string& folder,
    const Cluster& cluster,
    const policy::IdentityExport& identities,
    const crypto::CertificateKey& authority,
    Time now
);

}  // namespace atlas::engines::msk
