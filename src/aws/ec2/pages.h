// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/wire/answer.h"

namespace atlas::aws::ec2 {

/// What MaxResults may be; EC2 answers at most `most` where more is asked for.
struct PageLimits {
    int least = 5;
    int most = 1000;
};

Answer<> check_page_size(const std::optional<int>& max_results, PageLimits limits);

/// A token says where its page begins in a list of one kind, and is opaque to callers.
std::string make_page_token(std::string_view kind, std::size_t from);
/// 0 without a token. InvalidNextToken: not one that was made for this kind of list.
Answer<std::size_t> read_page_token(std::string_view kind, const std::optional<std::string>& token);

}  // namespace atlas::aws::ec2
