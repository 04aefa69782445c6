// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/ec2/state.h"
#include "aws/wire/answer.h"
#include "base/random.h"

namespace atlas::aws::ec2 {

/// As AWS: the first four addresses of a subnet and its last are not given.
int count_free_addresses(const State& state, const SubnetRow& subnet);

/// The address that was asked for, where it is free, or any free one: chosen by chance, so that an
/// address just given back (a name may still point to it) is seldom the next one taken.
Answer<std::string> choose_address(
    const State& state,
    const SubnetRow& subnet,
    const std::optional<std::string>& asked,
    Random& random
);

}  // namespace atlas::aws::ec2
