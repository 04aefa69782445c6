// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "broker/auth/authorizer.h"
#include "broker/handlers/broker.h"

namespace atlas::broker {

/// SASL on one connection (KIP-152 framing, KIP-368 re-authentication). Owned by the session.
///
///     fresh ──handshake──► shaken ──authenticate──► known ──handshake──► shaken again …
///                                 └─ fails: answered, connection closes
///
/// While known, requests are served until the session's end; after it only a handshake is.
class SaslExchange {
public:
    SaslExchange(Broker& broker, std::string peer, bool required)
        : broker_(broker),
          peer_(std::move(peer)),
          required_(required),
          nobody_(nullptr, broker.clock) {}

    struct Outcome {
        std::int16_t code = 0;
        std::string message;           // of the error, in MSK's words
        std::string bytes;             // the server's last word
        std::int64_t lifetime_ms = 0;  // until re-authentication; 0 = for ever
    };

    bool required() const { return required_; }
    bool known() const { return !required_ || authorizer_.has_value(); }
    /// Whether a request other than SASL's own and ApiVersions is to be served now.
    bool may_request() const;
    /// True when the session's time is over: only a handshake may follow.
    bool ended() const;
    Authorizer& authorizer() { return authorizer_ ? *authorizer_ : nobody_; }

    /// none, unsupported_sasl_mechanism, illegal_sasl_state.
    std::int16_t shake(const std::string& mechanism);
    Outcome authenticate(std::string_view bytes);

private:
    Outcome refuse(std::string_view why, std::string message = {});
    std::optional<std::string> change_of_identity(const Caller& caller) const;

    Broker& broker_;
    std::string peer_;
    bool required_;
    std::optional<std::string> shaken_;     // the mechanism, between handshake and authentication
    std::string mechanism_;                 // by which the caller became known
    std::optional<Caller> caller_;          // of whom authorizer_ holds the address
    std::optional<Authorizer> authorizer_;  // once known
    Authorizer nobody_;                     // for listeners without authentication
};

}  // namespace atlas::broker
