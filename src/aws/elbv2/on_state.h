// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/elbv2/state.h"

namespace atlas::aws::elbv2 {

/// Binds `state` as the first argument of a handler, which gives the handler of an Operation. The
/// state outlives the operation.
template <typename Handler>
auto on_state(State& state, Handler handler) {
    return [&state, handler](Call& call, const auto& input) { return handler(state, call, input); };
}

}  // namespace atlas::aws::elbv2
