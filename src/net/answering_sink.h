// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "net/http.h"

namespace atlas::net {

/// A body sink that may know the answer while the body is still coming. It is asked after the head
/// and after what came: the connection then gives the answer, reads nothing more of the body and
/// closes, and no handler is called.
class AnsweringSink : public BodySink {
public:
    virtual std::optional<Response> early_answer() = 0;
};

}  // namespace atlas::net
