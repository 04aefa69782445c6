// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace atlas::json {

struct LeftOut {};
/// The initial value of a list that is not there until something is put into it.
inline constexpr LeftOut left_out;

/// A list or map that knows whether its field was there. One that we make is written even while it
/// is empty (`"Vpcs": []`, as AWS answers); one read from a document without it stays out of what
/// is written until something is put into it, so that an echo is faithful. Use it as the vector or
/// map that it is; `absent()` tells `{"Groups": []}` from `{}` where an API distinguishes them.
template <typename Container>
class Presence : public Container {
public:
    using Container::Container;
    Presence() = default;
    Presence(LeftOut) : absent_(true) {}
    Presence(Container content) : Container(std::move(content)) {}

    bool absent() const { return absent_ && this->empty(); }
    void leave_out() {
        this->clear();
        absent_ = true;
    }
    void mark_present() { absent_ = false; }

private:
    bool absent_ = false;
};

template <typename T>
using List = Presence<std::vector<T>>;
template <typename T>
using Map = Presence<std::map<std::string, T>>;

}  // namespace atlas::json
