// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/init_producer_id.h"

#include "base/log.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {

template <>
void handle(
    Call& call, protocol::InitProducerIdRequest&& request, Answer<protocol::InitProducerId> answer
) {
    protocol::InitProducerIdResponse refused;
    refused.producer_epoch = -1;
    if (request.transactional_id) {
        // Transactions are not supported; the same code as FindCoordinator's.
        refused.error_code = error::transactional_id_authorization_failed;
        return answer.send(refused);
    }
    if (!call.may(Action::write_data_idempotently)) {
        refused.error_code = error::cluster_authorization_failed;
        return answer.send(refused);
    }
    call.broker.producer_ids.take([answer = std::move(answer)](Result<std::int64_t> given) mutable {
        protocol::InitProducerIdResponse response;
        if (given) {
            response.producer_id = given.value();
        } else {
            log::error("producers", "{}", given.error().message());
            response.producer_epoch = -1;
            response.error_code = wire(given.error());
        }
        answer.send(response);
    });
}

}  // namespace atlas::broker
