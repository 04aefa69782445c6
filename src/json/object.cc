// SPDX-License-Identifier: Apache-2.0
#include "json/value.h"

namespace atlas::json {

const Value* Object::find(std::string_view name) const {
    for (const auto& [member, value] : members_) {
        if (member == name) return &value;
    }
    return nullptr;
}

Value* Object::find(std::string_view name) {
    return const_cast<Value*>(std::as_const(*this).find(name));
}

Value& Object::operator[](std::string_view name) {
    if (auto* value = find(name)) return *value;
    return members_.emplace_back(name, Value()).second;
}

bool Object::erase(std::string_view name) {
    return std::erase_if(members_, [&](const Member& member) { return member.first == name; }) > 0;
}

void Object::append(std::string name, Value value) {
    members_.emplace_back(std::move(name), std::move(value));
}

bool Object::operator==(const Object& other) const {
    return members_ == other.members_;
}

}  // namespace atlas::json
