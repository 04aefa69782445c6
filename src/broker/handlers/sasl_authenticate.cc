// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/sasl_authenticate.h"

#include "broker/handlers/handler.h"
#include "broker/handlers/sasl_exchange.h"

namespace atlas::broker {

template <>
void handle(
    Call& call,
    protocol::SaslAuthenticateRequest&& request,
    Answer<protocol::SaslAuthenticate> answer
) {
    auto outcome = call.sasl.authenticate(request.auth_bytes);
    protocol::SaslAuthenticateResponse response;
    response.error_code = outcome.code;
    if (outcome.code != error::none) response.error_message = std::move(outcome.message);
    response.auth_bytes = std::move(outcome.bytes);
    response.session_lifetime_ms = outcome.lifetime_ms;
    if (outcome.code != error::none) return answer.send_last(response);
    answer.send(response);
}

}  // namespace atlas::broker
