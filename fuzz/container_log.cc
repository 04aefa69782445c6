// SPDX-License-Identifier: Apache-2.0
// What a container printed, as conmon wrote it down: lines are the same whole and in pieces, and
// none is longer than its limit.
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "container/k8s_log.h"

namespace {

using namespace atlas::container;

constexpr std::size_t line_bytes_max = 256 << 10;

std::vector<PrintedLine> read(std::string_view text, std::size_t piece) {
    K8sLogReader reader;
    std::vector<PrintedLine> lines;
    auto take = [&](PrintedLine line) { lines.push_back(std::move(line)); };
    std::size_t fed = 0;
    while (fed < text.size()) {
        const auto next = text.substr(fed, piece);
        reader.feed(next, take);
        fed += next.size();
        ATLAS_CHECK(reader.pending_bytes() <= fed, "no more is pending than came");
    }
    reader.finish(take);
    ATLAS_CHECK(reader.pending_bytes() == 0, "nothing is held back at the end");
    return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), count);
    const auto whole = read(text, count + 1);
    const auto pieces = read(text, 5);
    ATLAS_CHECK(whole.size() == pieces.size(), "pieces make the same lines");
    for (std::size_t index = 0; index < whole.size(); ++index) {
        ATLAS_CHECK(whole[index].text == pieces[index].text, "the same text");
        ATLAS_CHECK(whole[index].at == pieces[index].at, "the same time");
        ATLAS_CHECK(whole[index].text.size() <= line_bytes_max, "the limit holds");
    }
    return 0;
}
