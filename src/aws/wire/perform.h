// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "aws/wire/call.h"

namespace atlas::aws {

/// Host::perform_value with typed input and output. Calls `then(Answer<Op::Output>)`. Region thread
/// only.
template <typename Op, typename Then>
void perform(Host& host, const Principal& as, const typename Op::Input& input, Then then) {
    auto read = [then = std::move(then)](Answer<json::Value> answer) mutable {
        typename Op::Output output{};
        if (!answer) {
            then(Answer<typename Op::Output>(std::move(answer).error()));
        } else if (auto known = json::from_value(answer.value(), output); !known) {
            then(Answer<typename Op::Output>(known.error()));
        } else {
            then(Answer<typename Op::Output>(std::move(output)));
        }
    };
    auto value = as_sent(json::to_value(input));
    host.perform_value(as, Op::service, Op::name, value, std::move(read));
}

}  // namespace atlas::aws
