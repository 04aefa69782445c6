// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "broker/compression/pack.h"
#include "broker/log/big_endian.h"
#include "broker/log/crc32c.h"
#include "broker/log/record_batch.h"

namespace atlas::broker {

/// For tests: corrects length and checksum of a changed batch.
inline std::string sealed_batch(std::string batch) {
    store_big(batch.data() + 8, static_cast<std::int32_t>(batch.size() - batch_prefix_bytes));
    store_big(batch.data() + 17, crc32c(std::string_view(batch).substr(21)));
    return batch;
}

/// For tests: replaces the records of `batch` by `payload` and sets the codec in its attributes.
inline std::string with_payload(std::string batch, Codec codec, std::string_view payload) {
    batch.resize(batch_header_bytes);
    const auto attributes = parse_batch_header(batch)->attributes & ~7;
    store_big(batch.data() + 21, static_cast<std::int16_t>(attributes | static_cast<int>(codec)));
    return sealed_batch(batch.append(payload));
}

/// For tests: the same batch with its records compressed.
inline std::string packed_batch(const std::string& batch, Codec codec) {
    return with_payload(batch, codec, pack(codec, batch.substr(batch_header_bytes)));
}

}  // namespace atlas::broker
