// SPDX-License-Identifier: Apache-2.0
#include "cli/nearest_name.h"

#include <algorithm>

namespace atlas::cli {
namespace {

// Optimal string alignment distance: Levenshtein's, where swapping two neighbours is also one step.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::vector<std::size_t>> steps(
        left.size() + 1, std::vector<std::size_t>(right.size() + 1)
    );
    for (std::size_t i = 0; i <= left.size(); ++i) {
        for (std::size_t j = 0; j <= right.size(); ++j) {
            if (i == 0 || j == 0) {
                steps[i][j] = i + j;
                continue;
            }
            auto change = steps[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0U : 1U);
            steps[i][j] = std::min({steps[i - 1][j] + 1, steps[i][j - 1] + 1, change});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
    }
    return steps[left.size()][right.size()];
}

}  // namespace

std::string nearest_name(std::string_view typed, const std::vector<std::string>& known) {
    std::string nearest;
    auto least = typed.size() / 3 + 1;
    for (const auto& name : known) {
        auto steps = distance(typed, name);
        // A name that contains the typed text is close, however much is missing.
        if (typed.size() > 2 && name.contains(typed)) steps = 1;
        if (steps > least || (steps == least && !nearest.empty())) continue;
        least = steps;
        nearest = name;
    }
    return nearest;
}

std::string suggestion(std::string_view typed, const std::vector<std::string>& known) {
    auto nearest = nearest_name(typed, known);
    if (!nearest.empty()) return "; did you mean \"" + nearest + "\"?";
    std::string text;
    for (const auto& name : known)
        text += (text.empty() ? "; there is: " : ", ") + name;
    return text;
}

}  // namespace atlas::cli
