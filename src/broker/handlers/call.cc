// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/call.h"

#include "base/log.h"

namespace atlas::broker {

void refuse_answer(std::string_view api, std::int16_t version) {
    log::error("kafka", "{} v{}: the answer has a part too long for its field", api, version);
}

std::int16_t wire(const Error& failure) {
    switch (failure.code()) {
        case ErrorCode::not_found:
            return error::unknown_topic_or_partition;
        case ErrorCode::already_exists:
            return error::topic_already_exists;
        case ErrorCode::invalid_argument:
            return error::invalid_request;
        case ErrorCode::timed_out:
            return error::request_timed_out;
        case ErrorCode::io:
        case ErrorCode::exhausted:
            return error::kafka_storage_error;
        case ErrorCode::conflict:
        case ErrorCode::unavailable:
            return error::unknown_server_error;
    }
    return error::unknown_server_error;
}

}  // namespace atlas::broker
