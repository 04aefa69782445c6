// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/sasl_handshake.h"

#include "broker/auth/mechanism.h"
#include "broker/handlers/handler.h"
#include "broker/handlers/sasl_exchange.h"

namespace atlas::broker {

template <>
void handle(
    Call& call, protocol::SaslHandshakeRequest&& request, Answer<protocol::SaslHandshake> answer
) {
    protocol::SaslHandshakeResponse response;
    response.mechanisms.assign(mechanisms.begin(), mechanisms.end());
    // After a version 0 handshake, tokens are sent without Kafka's headers (before KIP-152). No
    // client with IAM mechanisms does that.
    response.error_code =
        call.version() == 0 ? error::unsupported_version : call.sasl.shake(request.mechanism);
    if (response.error_code == error::illegal_sasl_state) return answer.send_last(response);
    answer.send(response);
}

}  // namespace atlas::broker
