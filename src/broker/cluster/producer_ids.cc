// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/producer_ids.h"

#include <charconv>

#include "linux/replace_file.h"

namespace atlas::broker {
namespace {

constexpr std::int64_t block = 1000;  // ids per write of the file

}  // namespace

Result<> ProducerIds::load() {
    if (!files_.exists(path_)) return {};
    const auto text = ATLAS_TRY(linux::load_file(files_, path_));
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), next_);
    if (failure != std::errc{}) return Error(ErrorCode::invalid_argument, path_ + ": no number");
    end_ = next_;  // The rest of the previous block may have been handed out: it is skipped.
    return {};
}

void ProducerIds::take(Given given) {
    if (next_ < end_) return given(next_++);
    waiting_.push_back(std::move(given));
    if (waiting_.size() == 1) reserve();
}

void ProducerIds::reserve() {
    workers_.run<Result<>>(
        [this, text = std::to_string(end_ + block) + "\n"] {
            return linux::replace_file(files_, path_, text);
        },
        home_,
        [this](Result<> written) {
            if (written) end_ += block;
            // More than one block may be needed; `take` then starts the next write.
            auto waiting = std::exchange(waiting_, {});
            for (auto& given : waiting) {
                if (!written) {
                    given(Error(ErrorCode::io, "no producer id could be reserved"));
                } else {
                    take(std::move(given));
                }
            }
        }
    );
}

}  // namespace atlas::broker
