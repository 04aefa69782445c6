// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/sasl_exchange.h"

#include <algorithm>

#include "base/log.h"
#include "broker/auth/mechanism.h"
#include "broker/protocol/error_code.h"

namespace atlas::broker {

namespace error = protocol::error;

bool SaslExchange::ended() const {
    return caller_ && caller_->session_end && broker_.clock.now() >= *caller_->session_end;
}

bool SaslExchange::may_request() const {
    // Between a second handshake and its authentication no other request is served (KIP-368).
    return !required_ || (known() && !shaken_ && !ended());
}

std::int16_t SaslExchange::shake(const std::string& mechanism) {
    if (!required_ || shaken_) return error::illegal_sasl_state;
    if (std::ranges::find(mechanisms, mechanism) == mechanisms.end())
        return error::unsupported_sasl_mechanism;
    shaken_ = mechanism;
    return error::none;
}

SaslExchange::Outcome SaslExchange::refuse(std::string_view why, std::string message) {
    // As with MSK, the client learns no reason; the log has it under the same id.
    const auto id = broker_.random.uuid();
    log::warning("auth", "refused {} [{}]: {}", peer_, id, why);
    if (message.empty()) message = "[" + id + "]: Access denied";
    return {error::sasl_authentication_failed, std::move(message), {}, 0};
}

std::optional<std::string> SaslExchange::change_of_identity(const Caller& caller) const {
    if (!caller_ || caller_->principal_arn == caller.principal_arn) return std::nullopt;
    return "Cannot change principals during re-authentication from IAM." + caller_->principal_arn +
           ": IAM." + caller.principal_arn;
}

SaslExchange::Outcome SaslExchange::authenticate(std::string_view bytes) {
    if (!shaken_) return {error::illegal_sasl_state, "SaslHandshake comes first", {}, 0};
    const auto mechanism = *std::exchange(shaken_, std::nullopt);
    if (caller_ && mechanism != mechanism_) {
        const auto message = "SASL mechanism '" + mechanism +
                             "' requested by client is not supported for re-authentication of "
                             "mechanism '" +
                             mechanism_ + "'";
        return refuse(message, message);
    }
    const auto now = broker_.clock.now();
    const Circumstances around{*broker_.snapshot, broker_.nodes.hosts(), now, broker_.session_max};
    auto found = mechanism == aws_msk_iam ? authenticate_aws_msk_iam(bytes, around)
                                          : authenticate_oauthbearer(bytes, around);
    if (!found) return refuse(found.error().message());
    auto caller = std::move(found).value();
    caller.source_ip = peer_;
    if (const auto changed = change_of_identity(caller)) return refuse(*changed, *changed);
    Authorizer fresh(&caller, broker_.clock);
    if (!fresh.allows(broker_.snapshot, Action::connect, {}))
        return refuse(caller.principal_arn + " may not connect");

    mechanism_ = mechanism;
    caller_ = std::move(caller);
    authorizer_.emplace(&*caller_, broker_.clock);
    Outcome outcome;
    if (mechanism == aws_msk_iam) outcome.bytes = aws_msk_iam_answer(broker_.random.uuid());
    if (caller_->session_end)
        outcome.lifetime_ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(*caller_->session_end - now)
                .count();
    return outcome;
}

}  // namespace atlas::broker
