// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/slow_parts.h"

namespace atlas::aws {

void SlowParts::run(SlowPart part, Then then) {
    waiting_.push_back({std::move(part), std::move(then)});
    start_next();
}

void SlowParts::start_next() {
    if (running_ == at_once_max || waiting_.empty()) return;
    ++running_;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    host_.workers().run<Answer<json::Value>>(
        std::move(next.part),
        host_.region_thread(),
        [this, then = std::move(next.then)](Answer<json::Value> answer) mutable {
            // Keeps the workers busy while `then` runs on this thread.
            --running_;
            start_next();
            then(std::move(answer));
        }
    );
}

}  // namespace atlas::aws
