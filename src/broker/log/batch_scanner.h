// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "broker/log/record_batch.h"
#include "linux/file_system.h"

namespace atlas::broker {

/// Walks the batches in a range of a segment file. Checks every length but no checksum. One thread.
class BatchScanner {
public:
    struct Found {
        BatchHeader header;
        std::uint64_t position = 0;
    };

    /// `window`: bytes per read; `bytes_of` reads more for a larger batch.
    BatchScanner(linux::File& file, std::uint64_t begin, std::uint64_t end, std::size_t window)
        : file_(file), position_(begin), end_(end), window_(window) {}

    /// The batch at `position`, which then moves past it. Nothing at the end and at bytes that do
    /// not begin a whole batch.
    Result<std::optional<Found>> next();
    /// All bytes of a batch that `next` returned; the view is valid until the next call.
    Result<std::string_view> bytes_of(const Found& found);
    std::uint64_t position() const { return position_; }

private:
    Result<std::string_view> load(std::uint64_t position, std::size_t count);

    linux::File& file_;
    std::uint64_t position_;
    std::uint64_t end_;
    std::size_t window_;
    std::uint64_t loaded_at_ = 0;
    std::string loaded_;
};

}  // namespace atlas::broker
