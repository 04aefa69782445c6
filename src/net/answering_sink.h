// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "net/http.h"

namespace atlas::net {

/// A body sink that can answer before the body is complete, for example to refuse it. The
/// connection asks after the head and after each piece of the body. Once there is an answer, it
/// sends it, reads no more of the body, does not call the handler, and closes.
class AnsweringSink : public BodySink {
public:
    /// nullopt while the body is welcome. Called on the io thread.
    virtual std::optional<Response> early_answer() = 0;
};

}  // namespace atlas::net
