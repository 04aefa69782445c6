// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::aws::logs {

/// A filter pattern for unstructured text. A message matches if it contains every plain term, at
/// least one of the `?` terms if there are any, and none of the `-` terms. Double quotes enclose a
/// term with spaces. Terms are case-sensitive. An empty pattern matches everything. A value; any
/// thread. (Source: "Filter pattern syntax", CloudWatch Logs User Guide.)
class FilterPattern {
public:
    /// invalid_argument for JSON, space-delimited and regular-expression patterns, which this
    /// region does not support.
    static Result<FilterPattern> parse(const std::string& text);
    bool matches(const std::string& message) const;

private:
    std::vector<std::string> all_;
    std::vector<std::string> any_;
    std::vector<std::string> none_;
};

}  // namespace atlas::aws::logs
