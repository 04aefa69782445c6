// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::aws::logs {

/// A filter pattern over unstructured text: every plain term must be in the message, one of the `?`
/// terms, none of the `-` terms; "…" holds spaces together. Case counts. Source: "Filter pattern
/// syntax" of CloudWatch Logs.
class FilterPattern {
public:
    /// invalid_argument: JSON, space-delimited and regular-expression patterns, which this region
    /// has not.
    static Result<FilterPattern> parse(const std::string& text);
    bool matches(const std::string& message) const;

private:
    std::vector<std::string> all_;
    std::vector<std::string> any_;
    std::vector<std::string> none_;
};

}  // namespace atlas::aws::logs
