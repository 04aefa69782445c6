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
///                                 └─ fails: error answer, connection closes
///
/// In state known, requests are served until the session ends; from then on only a handshake.
/// Loop thread only.
class SaslExchange {
public:
    SaslExchange(Broker& broker, std::string peer, bool required)
        : broker_(broker),
          peer_(std::move(peer)),
          required_(required),
          nobody_(nullptr, broker.clock) {}

    /// A SaslAuthenticate answer.
    struct Outcome {
        std::int16_t code = 0;
        std::string message;           // of the error, as MSK words it
        std::string bytes;             // auth_bytes of the answer
        std::int64_t lifetime_ms = 0;  // until re-authentication; 0 = unlimited
    };

    /// False for plaintext listeners, on which everything is allowed.
    bool required() const { return required_; }
    /// Whether the client has authenticated at least once, or need not.
    bool known() const { return !required_ || authorizer_.has_value(); }
    /// Whether requests other than SASL's and ApiVersions are served in this state.
    bool may_request() const;
    /// True once the session's lifetime is over.
    bool ended() const;
    /// The caller's, or `nobody_` before authentication.
    Authorizer& authorizer() { return authorizer_ ? *authorizer_ : nobody_; }

    /// SaslHandshake. Codes: none, unsupported_sasl_mechanism, illegal_sasl_state.
    std::int16_t shake(const std::string& mechanism);
    /// SaslAuthenticate: verifies the token and the permission kafka-cluster:Connect.
    Outcome authenticate(std::string_view bytes);

private:
    Outcome refuse(std::string_view why, std::string message = {});
    /// The error message if a re-authentication would change the principal (KIP-368).
    std::optional<std::string> change_of_identity(const Caller& caller) const;

    Broker& broker_;
    std::string peer_;
    bool required_;
    std::optional<std::string> shaken_;     // the mechanism, between handshake and authentication
    std::string mechanism_;                 // of the last successful authentication
    std::optional<Caller> caller_;          // authorizer_ points to it
    std::optional<Authorizer> authorizer_;  // set after authentication
    Authorizer nobody_;                     // for listeners without authentication
};

}  // namespace atlas::broker
