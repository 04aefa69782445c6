// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::engines::msk {

/// "a=b" lines of a server.properties; comments, empty lines and what is no such line are passed
/// over.
std::map<std::string, std::string> parse_properties(const std::string& text);
/// invalid_argument, in Kafka's words where it has them, for a name that no broker of Kafka knows
/// and a value that a broker here does not start with.
Result<> check_property(std::string_view name, std::string_view value);
/// The same for every line of a text; one that is not "a=b" is refused too.
Result<> check_properties(const std::string& text);

}  // namespace atlas::engines::msk
