// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/answer.h"

namespace atlas::aws::ec2 {

/// The range of MaxResults of an operation. A smaller value is an error; a larger one gives `most`.
struct PageLimits {
    int least = 5;
    int most = 1000;
};

/// InvalidParameterValue if MaxResults is too small.
Answer<> check_page_size(const std::optional<int>& max_results, PageLimits limits);

/// A token for the page that begins at index `from` of a list of this kind. Opaque to clients.
std::string make_page_token(std::string_view kind, std::size_t from);
/// The index in a token; 0 without a token. InvalidNextToken if it was not made for this kind of
/// list.
Answer<std::size_t> read_page_token(std::string_view kind, const std::optional<std::string>& token);

}  // namespace atlas::aws::ec2
