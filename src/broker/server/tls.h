// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "broker/server/stream.h"

namespace atlas::broker {

/// A certificate chain with its key, for server-side TLS 1.2 and 1.3 without client certificates.
/// Loop thread only; may be replaced while its streams are in use.
class TlsIdentity {
public:
    /// Both files are PEM. invalid_argument if one cannot be read or the key does not match.
    static Result<std::shared_ptr<TlsIdentity>> load(
        const std::string& chain_file, const std::string& key_file
    );
    virtual ~TlsIdentity() = default;
    /// The TLS handshake runs inside the first reads and writes.
    virtual std::unique_ptr<Stream> accept(linux::Fd socket) = 0;
};

}  // namespace atlas::broker
