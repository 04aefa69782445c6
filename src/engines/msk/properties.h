// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::engines::msk {

/// Parses the "a=b" lines of a server.properties; other lines are skipped.
std::map<std::string, std::string> parse_properties(const std::string& text);
/// invalid_argument: no Kafka broker knows the name, or a broker here does not start with the
/// value. The message is Kafka's where Kafka has one.
Result<> check_property(std::string_view name, std::string_view value);
/// Checks every line of a text; a line that is not "a=b" is refused too.
Result<> check_properties(const std::string& text);

}  // namespace atlas::engines::msk
