// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/call.h"

namespace atlas::broker {

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
