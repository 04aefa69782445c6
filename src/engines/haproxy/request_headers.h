// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/haproxy/balancer.h"

namespace atlas::engines::haproxy {

/// Lines of a frontend that change request headers. Pure.
std::string header_lines(const RequestHeaders& headers, const Listener& listener);

}  // namespace atlas::engines::haproxy
