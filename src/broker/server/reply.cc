// SPDX-License-Identifier: Apache-2.0
#include "broker/server/reply.h"

namespace atlas::broker {

Reply::~Reply() {
    close();
}

void Reply::finish(ReplySink::Answer answer) {
    auto sink = sink_.lock();
    sink_.reset();
    if (sink) sink->finish(sequence_, std::move(answer));
}

void Reply::send(std::string frame, MemoryBudget::Room room) {
    finish({std::move(frame), false, std::move(room)});
}

void Reply::send_last(std::string frame) {
    finish({std::move(frame), true, {}});
}

void Reply::skip() {
    finish({{}, false, {}});
}

void Reply::close() {
    finish({{}, true, {}});
}

}  // namespace atlas::broker
