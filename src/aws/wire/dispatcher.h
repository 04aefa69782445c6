// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/wire/host.h"
#include "aws/wire/identity.h"
#include "aws/wire/service.h"
#include "net/http.h"
#include "store/store.h"

namespace atlas::aws {

/// The one path of every API call:
///
///     io thread: find service and operation → verify SigV4 → decode and validate the input
///     region thread: authorize, then replay a kept answer, or handle → batch
///     store thread: commit, then encode and send (a read that waits for no batch: at once)
///
/// An operation that asks a disk (`slow_operation`) is begun on the region thread, answered by a
/// worker, and committed when it comes back; the same attempt asked again meanwhile waits for it.
///
/// An operation that is not implemented is answered 501 NotImplemented with its name (never 500,
/// which SDKs retry). Kept answers: of mutations, by (caller, amz-sdk-invocation-id, operation),
/// stored in the same batch, table "wire.answer", dropped after an hour or beyond 2,000. A
/// reconciler's `transact` waits for nobody.
class Dispatcher {
public:
    static std::unique_ptr<Dispatcher> create(
        Host& host,
        store::Store& store,
        const Identities& identities,
        const std::vector<Service*>& services,
        std::string sealing_key  // 32 bytes, for answers that are kept
    );
    virtual ~Dispatcher() = default;

    /// For net::Server. Any io thread.
    virtual net::Handler handler() = 0;
    /// While `shortage` names a reason (a full disk), what would take more of it is refused before
    /// its handler runs: ServiceUnavailable, 503. Reads and what makes room are carried out. Once,
    /// before the first call.
    virtual void refuse_growth_when(std::function<std::optional<std::string>()> shortage) = 0;
    /// For net::ServerOptions: the answer, in the protocol's words, to whom its bodies came at a
    /// bad time; SDKs ask again. Any io thread.
    virtual net::Response overloaded(const net::Request& request) = 0;
    /// Behind Host::transact. Region thread only.
    virtual void transact(const Principal& as, const std::function<void(Call&)>& decide) = 0;
    /// Behind Host::perform_value. Region thread only.
    virtual void perform_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        std::move_only_function<void(Answer<json::Value>)> then
    ) = 0;
    /// Takes "wire." rows back at start.
    virtual Result<> load(const store::Row& row) = 0;
};

}  // namespace atlas::aws
