// SPDX-License-Identifier: Apache-2.0
// A filter pattern of FilterLogEvents (the first line) and a message (the rest).
#include "aws/logs/filter_pattern.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    using atlas::aws::logs::FilterPattern;
    const std::string text(reinterpret_cast<const char*>(bytes), count);
    const auto end = std::min(text.find('\n'), text.size());
    const auto pattern = FilterPattern::parse(text.substr(0, end));
    if (!pattern) return 0;
    const auto message = text.substr(std::min(end + 1, text.size()));
    (void)pattern.value().matches(message);
    ATLAS_CHECK(
        end > 0 || pattern.value().matches(message), "a pattern of nothing matches everything"
    );
    return 0;
}
