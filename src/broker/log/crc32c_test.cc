// SPDX-License-Identifier: Apache-2.0
#include "broker/log/crc32c.h"

#include <string>

#include <doctest/doctest.h>

namespace atlas::broker {

TEST_CASE("CRC-32C of the vectors that RFC 3720 gives") {
    CHECK(crc32c("123456789") == 0xE3069283U);
    CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAU);
    CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43U);
    CHECK(crc32c("") == 0);
}

TEST_CASE("the instruction and the table agree at every length and split") {
    std::string bytes;
    for (int i = 0; i < 100; ++i)
        bytes.push_back(static_cast<char>(i * 37));
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        auto part = std::string_view(bytes).substr(0, length);
        CHECK(crc32c(part) == crc32c_by_table(part));
        CHECK(crc32c(std::string_view(bytes).substr(length), crc32c(part)) == crc32c(bytes));
    }
}

}  // namespace atlas::broker
