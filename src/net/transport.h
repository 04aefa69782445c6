// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "linux/fd.h"
#include "net/connection.h"
#include "net/server.h"

/// Inside net only.
namespace atlas::net {

/// A listener's certificate, ready for handshakes; known to transport.cc alone.
class TlsContext;
/// invalid_argument where chain or key are no PEM or do not fit.
Result<std::shared_ptr<TlsContext>> make_tls_context(const TlsIdentity& identity);

/// A connection over an accepted, non-blocking socket; in TLS where `tls` is not null.
std::shared_ptr<Connection> make_connection(
    std::shared_ptr<Serving> serving,
    std::shared_ptr<IoThread> thread,
    linux::Fd socket,
    std::shared_ptr<TlsContext> tls
);

}  // namespace atlas::net
