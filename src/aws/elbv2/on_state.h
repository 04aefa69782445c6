// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/elbv2/state.h"

namespace atlas::aws::elbv2 {

/// A handler over the state as a handler of an Operation.
template <typename Handler>
auto on_state(State& state, Handler handler) {
    return [&state, handler](Call& call, const auto& input) { return handler(state, call, input); };
}

}  // namespace atlas::aws::elbv2
