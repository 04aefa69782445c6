// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace atlas::json {

struct LeftOut {};
/// The initial value of a list that counts as absent until something is put into it.
inline constexpr LeftOut left_out;

/// A list or map that remembers whether its member was present. One that a program creates is
/// written even if it is empty (`"Vpcs": []`, as AWS answers). One read from a document without the
/// member is omitted again when written, until something is put into it. Use it like the vector or
/// map it derives from; `absent()` distinguishes `{}` from `{"Groups": []}` for APIs in which the
/// two differ.
template <typename Container>
class Presence : public Container {
public:
    using Container::Container;
    Presence() = default;
    Presence(LeftOut) : absent_(true) {}
    Presence(Container content) : Container(std::move(content)) {}

    /// Whether the member was absent and nothing was added since.
    bool absent() const { return absent_ && this->empty(); }
    // For `FieldReader`: what the document had.
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
