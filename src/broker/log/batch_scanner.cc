// SPDX-License-Identifier: Apache-2.0
#include "broker/log/batch_scanner.h"

namespace atlas::broker {

Result<std::string_view> BatchScanner::load(std::uint64_t position, std::size_t count) {
    bool here = position >= loaded_at_ && position + count <= loaded_at_ + loaded_.size();
    if (!here) {
        auto wanted = std::min<std::uint64_t>(std::max(count, window_), end_ - position);
        loaded_.resize(wanted);
        loaded_.resize(ATLAS_TRY(file_.read_at(position, loaded_)));
        loaded_at_ = position;
    }
    return std::string_view(loaded_).substr(position - loaded_at_, count);
}

Result<std::optional<BatchScanner::Found>> BatchScanner::next() {
    if (position_ + batch_header_bytes > end_) return std::optional<Found>();
    auto header = parse_batch_header(ATLAS_TRY(load(position_, batch_header_bytes)));
    if (!header || position_ + header->size_bytes() > end_) return std::optional<Found>();
    Found found{*header, position_};
    position_ += header->size_bytes();
    return std::optional(found);
}

Result<std::string_view> BatchScanner::bytes_of(const Found& found) {
    return load(found.position, found.header.size_bytes());
}

}  // namespace atlas::broker
