// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "linux/fd.h"
#include "net/connection.h"
#include "net/server.h"

/// Included only within net.
namespace atlas::net {

/// The TLS state that all connections of a listener share. Only transport.cc knows its content.
class TlsContext;
/// invalid_argument: the chain or the key is not PEM, or they do not belong together.
Result<std::shared_ptr<TlsContext>> make_tls_context(const TlsIdentity& identity);

/// A connection over an accepted, non-blocking socket, with TLS unless `tls` is null. nullptr if
/// the client is gone already.
std::shared_ptr<Connection> make_connection(
    std::shared_ptr<Serving> serving,
    std::shared_ptr<IoThread> thread,
    linux::Fd socket,
    std::shared_ptr<TlsContext> tls
);

}  // namespace atlas::net
