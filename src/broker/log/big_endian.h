// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <concepts>
#include <cstring>
#include <string>

namespace atlas::broker {

// Kafka's integers are big-endian, on the wire and on disk. Nothing here checks a length: the
// caller has.

template <std::integral T>
T load_big(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return std::endian::native == std::endian::little ? std::byteswap(value) : value;
}

template <std::integral T>
void store_big(char* to, T value) {
    if (std::endian::native == std::endian::little) value = std::byteswap(value);
    std::memcpy(to, &value, sizeof value);
}

template <std::integral T>
void append_big(std::string& to, T value) {
    to.resize(to.size() + sizeof value);
    store_big(to.data() + to.size() - sizeof value, value);
}

}  // namespace atlas::broker
