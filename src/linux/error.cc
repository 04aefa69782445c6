// SPDX-License-Identifier: Apache-2.0
#include "linux/error.h"

#include <cerrno>
#include <system_error>

namespace atlas::linux {
namespace {

ErrorCode code_of(int error_number) {
    switch (error_number) {
        case ENOENT:
        case ESRCH:
        case ENODEV:
            return ErrorCode::not_found;
        case EEXIST:
        case EADDRINUSE:
            return ErrorCode::already_exists;
        case EINVAL:
        case ENAMETOOLONG:
            return ErrorCode::invalid_argument;
        case EBUSY:
        case ENOTEMPTY:
            return ErrorCode::conflict;
        case EAGAIN:
        case ECONNREFUSED:
        case ECONNRESET:
        case EPIPE:
            return ErrorCode::unavailable;
        case ETIMEDOUT:
            return ErrorCode::timed_out;
        case ENOSPC:
        case EDQUOT:
        case EMFILE:
        case ENFILE:
        case ENOMEM:
            return ErrorCode::exhausted;
        default:
            return ErrorCode::io;
    }
}

}  // namespace

Error error_of(int error_number, std::string_view doing) {
    return {
        code_of(error_number),
        std::string(doing) + ": " + std::system_category().message(error_number)
    };
}

Error last_error(std::string_view doing) {
    return error_of(errno, doing);
}

}  // namespace atlas::linux
