// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/pattern.h"

#include <map>
#include <memory>
#include <mutex>

#include <re2/re2.h>

#include "base/check.h"

namespace atlas::aws {
namespace {

/// Bytes for one expression: its program and its DFA states. If the states do not fit, RE2 matches
/// without keeping them, slower but still in linear time.
constexpr std::int64_t memory_max = 512 * 1024;

/// The map has no bound of its own: its keys are constants of the generated tables.
const re2::RE2& compiled(std::string_view expression) {
    static std::mutex mutex;
    static std::map<std::string_view, std::unique_ptr<re2::RE2>> known;
    const std::lock_guard lock(mutex);
    auto& made = known[expression];
    if (!made) {
        re2::RE2::Options options;
        options.set_max_mem(memory_max);
        options.set_log_errors(false);
        made = std::make_unique<re2::RE2>(
            re2::StringPiece(expression.data(), expression.size()), options
        );
        ATLAS_CHECK(made->ok(), "every expression of the models compiles: pattern_test.cc");
    }
    return *made;
}

}  // namespace

bool matches(std::string_view expression, std::string_view text) {
    return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled(expression));
}

}  // namespace atlas::aws
