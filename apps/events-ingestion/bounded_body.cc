// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/bounded_body.h"

namespace atlas::ingestion {

Result<> BoundedBody::write(std::string_view bytes) {
    seen_ += bytes.size();
    if (!exceeded()) {
        bytes_.append(bytes);
        return {};
    }
    std::string().swap(bytes_);
    if (seen_ - bytes_max_ > patience_bytes) {
        return Error(ErrorCode::exhausted, "the body does not end");
    }
    return {};
}

}  // namespace atlas::ingestion
