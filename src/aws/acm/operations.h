// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aws/acm/state.h"
#include "aws/wire/service.h"

namespace atlas::aws::acm {

std::vector<Operation> request_operations(State& state);  // RequestCertificate, ImportCertificate
std::vector<Operation> describe_operations(State& state
);  // Describe, List, Get, Delete, UpdateOptions
std::vector<Operation> tag_operations(State& state);

/// The certificate as a resource for authorization, with its tags.
std::vector<Resource> certificate_resource(const State& state, const std::string& arn);

}  // namespace atlas::aws::acm
