// SPDX-License-Identifier: Apache-2.0
// A stranger's record batch, as it is and with its checksum put right, so that the records within
// are reached: whatever passes the check can be walked to its end.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "broker/log/check_batch.h"
#include "broker/log/crc32c.h"

namespace {

using namespace atlas::broker;

constexpr std::size_t crc_at = 17;
constexpr std::size_t crc_from = 21;
constexpr std::size_t length_at = 8;

void put(std::string& bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t index = 0; index < 4; ++index)
        bytes[at + index] = static_cast<char>(value >> (24 - 8 * index));
}

void examine(const std::string& batch) {
    const auto header = parse_batch_header(batch);
    if (check_batch(batch).problem) return;
    ATLAS_CHECK(header && header->size_bytes() == batch.size(), "one whole batch was accepted");
    std::string room;
    auto unpacked = records_of(batch, room);
    ATLAS_CHECK(unpacked.ok(), "an accepted batch can be unpacked");
    auto records = RecordReader::over(unpacked.value());
    int count = 0;
    while (records.next())
        ++count;
    ATLAS_CHECK(!records.bad() && records.left() == 0, "an accepted batch can be walked");
    ATLAS_CHECK(count == header->record_count, "an accepted batch holds what it says");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    std::string batch(reinterpret_cast<const char*>(bytes), count);
    examine(batch);
    if (batch.size() <= batch_header_bytes) return 0;
    put(batch, length_at, static_cast<std::uint32_t>(batch.size() - batch_prefix_bytes));
    batch[16] = 2;
    put(batch, crc_at, crc32c(std::string_view(batch).substr(crc_from)));
    examine(batch);
    return 0;
}
