// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "broker/handlers/call.h"

namespace atlas::broker {

/// A response whose parts are filled one by one, some of them later. Shared by the callbacks that
/// fill it; its destructor sends it, when the last of them is done. Loop thread only.
template <typename Api>
class Gather {
public:
    explicit Gather(Answer<Api> answer) : answer_(std::move(answer)) {}
    Gather(const Gather&) = delete;
    Gather& operator=(const Gather&) = delete;
    ~Gather() { answer_.send(response); }

    typename Api::Response response;  // filled by the handler and its callbacks

private:
    Answer<Api> answer_;
};

template <typename Api>
std::shared_ptr<Gather<Api>> gather(Answer<Api> answer) {
    return std::make_shared<Gather<Api>>(std::move(answer));
}

}  // namespace atlas::broker
