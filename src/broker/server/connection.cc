// SPDX-License-Identifier: Apache-2.0
#include "broker/server/connection.h"

#include <algorithm>
#include <array>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/check.h"
#include "broker/server/limits.h"

namespace atlas::broker {
namespace {

constexpr std::size_t size_bytes = 4;

std::uint32_t frame_size(std::string_view bytes) {
    std::uint32_t size = 0;
    for (std::size_t index = 0; index < size_bytes; ++index)
        size = size << 8 | static_cast<std::uint8_t>(bytes[index]);
    return size;
}

/// Makes the kernel acknowledge received data at once. A client that sends a request in several
/// small segments (librdkafka: one per TLS record) with Nagle's algorithm on would otherwise wait
/// 40 ms for our delayed acknowledgement before it sends the rest. The setting is not permanent
/// (tcp(7), TCP_QUICKACK).
void acknowledge_now(int descriptor) {
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

}  // namespace

Result<> Connection::start(std::unique_ptr<Session> session) {
    session_ = std::move(session);
    watched_ = EPOLLIN;
    return loop_.add(stream_->descriptor(), watched_, [weak = weak_from_this()](auto events) {
        if (auto self = weak.lock()) self->on_ready(events);
    });
}

void Connection::close() {
    if (!stream_) return;
    loop_.remove(stream_->descriptor());
    stream_->shut_down();
    stream_.reset();
    room_.release();
    if (waits_for_room_) budget_.changed();
    closed_(*this);
}

void Connection::close_when_done() {
    reading_ended_ = true;
    if (answers_.empty() && output_.empty()) return close();
    close_when_sent_ = answers_.empty();
    if (!answers_.empty()) answers_.back().answer.last = true;
    watch();
}

void Connection::on_ready(std::uint32_t events) {
    const auto self = shared_from_this();
    // epoll always reports these two; without a read they would be reported without end.
    if ((events & (EPOLLHUP | EPOLLERR)) != 0 && !may_read()) return close();
    if ((events & EPOLLOUT) != 0) flush();
    if (!stream_) return;
    if ((events & ~std::uint32_t{EPOLLOUT}) != 0 || stream_->read_wants_write()) read_some();
}

bool Connection::may_read() const {
    return !reading_ended_ && !waits_for_room_ && answers_.size() < limits::answers_outstanding &&
           std::max(output_bytes_, rooms_held_) < limits::output_bytes;
}

void Connection::read_some() {
    // Shared by all connections of the thread, so that an idle one holds no buffer.
    static thread_local std::array<char, limits::read_bytes> scratch;
    int turns = 0;
    const auto answers_before = first_sequence_ + answers_.size();
    while (stream_ && may_read() && turns < limits::reads_in_turn) {
        const auto outcome = stream_->read(scratch);
        if (outcome.state == Stream::State::closed) return close();
        if (outcome.state == Stream::State::would_block) break;
        ++turns;
        last_active_ = std::chrono::steady_clock::now();
        incoming_.moved(outcome.bytes);
        receive(std::string_view(scratch.data(), outcome.bytes));
        if (outcome.drained) break;
    }
    if (!stream_) return;
    const bool whole = first_sequence_ + answers_.size() > answers_before && !half_a_frame();
    if (!whole) acknowledge_now(stream_->descriptor());
    if (!may_read()) {
        paused_ = true;
    } else if (turns == limits::reads_in_turn) {
        // epoll does not report bytes that TLS has already read, so this connection reads on after
        // the other connections had their turn.
        loop_.post([weak = weak_from_this()] {
            if (auto self = weak.lock(); self && self->stream_) self->read_some();
        });
    }
    flush();
}

void Connection::resume() {
    take_kept_frames();
    if (stream_) read_some();
}

void Connection::receive(std::string_view bytes) {
    if (!input_.empty()) {
        input_.append(bytes);
        return take_kept_frames();
    }
    // Mostly nothing is kept, and frames go from the buffer of the read to where they belong.
    take_frames(bytes);
    input_.assign(bytes);
}

void Connection::take_kept_frames() {
    std::string_view left = input_;
    take_frames(left);
    input_.erase(0, input_.size() - left.size());
    // An idle connection keeps at most the buffer of one read.
    if (input_.empty() && input_.capacity() > limits::read_bytes) input_.shrink_to_fit();
}

void Connection::take_frames(std::string_view& left) {
    taking_ = true;
    while (stream_ && take_frame(left)) {
    }
    taking_ = false;
}

bool Connection::take_frame(std::string_view& left) {
    if (large_size_ == 0 && left.size() < size_bytes) return false;
    if (!may_read()) {
        paused_ = true;
        return false;
    }
    if (large_size_ > 0) return collect(left);
    const std::size_t size = frame_size(left);
    if (size > session_->frame_bytes_max()) {
        close();
        return false;
    }
    if (size > limits::small_frame_bytes) {
        left.remove_prefix(size_bytes);
        large_size_ = size;
        return collect(left);
    }
    if (left.size() < size_bytes + size) return false;
    std::string frame(left.substr(size_bytes, size));
    left.remove_prefix(size_bytes + size);
    hand_on(std::move(frame));
    return true;
}

bool Connection::collect(std::string_view& left) {
    const auto part = left.substr(0, large_size_ - large_.size());
    if (!hold(large_.size() + part.size())) return false;
    large_.append(part);
    left.remove_prefix(part.size());
    if (large_.size() < large_size_) return false;
    large_size_ = 0;
    // The session owns the frame from here on; its memory is bounded by answers_outstanding.
    hand_on(std::exchange(large_, {}));
    room_.release();
    return true;
}

/// Takes memory for `bytes` of the large frame; false if it has to wait for it.
bool Connection::hold(std::size_t bytes) {
    if (bytes <= room_.bytes()) return true;
    const bool first = room_.bytes() == 0;
    // By doubling, so that the frame is not copied for each part that arrives.
    const auto wanted = std::min(large_size_, std::max(bytes, 2 * room_.bytes()));
    if (budget_.grow(room_, wanted)) {
        // Memory that nothing was written to is address space alone, so that a frame of a usual
        // size is given all it needs at once and is not copied as it grows.
        const auto usual = std::min(large_size_, limits::reserved_bytes);
        large_.reserve(room_.unlimited() ? large_size_ : std::max(wanted, usual));
        if (first) incoming_.excuse(room_since_ = last_active_);
        return true;
    }
    waits_for_room_ = true;
    budget_.wait([weak = weak_from_this(), wanted] {
        auto self = weak.lock();
        if (!self || !self->stream_) return true;
        if (!self->budget_.grow(self->room_, wanted)) return false;
        self->waits_for_room_ = false;
        self->incoming_.excuse(self->room_since_ = std::chrono::steady_clock::now());
        self->resume();
        return true;
    });
    return false;
}

void Connection::hand_on(std::string frame) {
    answers_.emplace_back();
    session_->on_frame(
        std::move(frame), Reply(weak_from_this(), first_sequence_ + answers_.size() - 1)
    );
}

bool Connection::holds_frame_too_long(Moment now, const Patience& patience) {
    if (room_.bytes() == 0 || waits_for_room_) {
        incoming_.excuse(now);
        return false;
    }
    return incoming_.stuck(now, limits::contended_bytes, patience.pause) ||
           now - room_since_ > patience.whole;
}

bool Connection::holds_answers_too_long(Moment now, const Patience& patience) {
    if (rooms_held_ == 0) {
        outgoing_.excuse(now);
        return false;
    }
    return outgoing_.stuck(now, limits::contended_bytes, patience.pause) ||
           now - rooms_held_since_ > patience.whole;
}

void Connection::finish(std::uint64_t sequence, Answer answer) {
    if (!stream_) return;
    ATLAS_CHECK(
        sequence >= first_sequence_ && sequence - first_sequence_ < answers_.size(),
        "an answer belongs to a request that is outstanding"
    );
    if (rooms_held_ == 0 && answer.room.bytes() > 0)
        outgoing_.excuse(rooms_held_since_ = std::chrono::steady_clock::now());
    rooms_held_ += answer.room.bytes();
    auto& place = answers_[sequence - first_sequence_];
    answer.last = answer.last || place.answer.last;
    // `last` may have been set by close_when_done.
    place = {true, std::move(answer)};
    move_ready();
}

void Connection::move_ready() {
    // Answers in front of the first that is not ready have their final place and can be queued.
    while (!answers_.empty() && answers_.front().ready && !close_when_sent_) {
        auto answer = std::move(answers_.front().answer);
        answers_.pop_front();
        ++first_sequence_;
        if (answer.last) close_when_sent_ = reading_ended_ = true;
        if (!answer.frame.empty()) queue(std::move(answer));
    }
    schedule_flush();
}

void Connection::queue(Answer answer) {
    const auto size = answer.frame.size();
    output_bytes_ += size;
    if (!output_.empty() && output_.back().bytes.size() + size <= limits::coalesce_bytes) {
        output_.back().bytes += answer.frame;
        output_.back().room.join(std::move(answer.room));
    } else {
        output_.push_back({std::move(answer.frame), std::move(answer.room)});
    }
}

void Connection::schedule_flush() {
    // read_some flushes once for all frames of a read.
    if (taking_ || flush_scheduled_) return;
    flush_scheduled_ = true;
    loop_.post([weak = weak_from_this()] {
        auto self = weak.lock();
        if (!self) return;
        self->flush_scheduled_ = false;
        self->flush();
    });
}

void Connection::flush() {
    while (stream_ && !output_.empty()) {
        const auto outcome =
            stream_->write(std::string_view(output_.front().bytes).substr(output_offset_));
        if (outcome.state == Stream::State::closed) return close();
        if (outcome.state == Stream::State::would_block) break;
        last_active_ = std::chrono::steady_clock::now();
        outgoing_.moved(outcome.bytes);
        output_offset_ += outcome.bytes;
        output_bytes_ -= outcome.bytes;
        if (output_offset_ == output_.front().bytes.size()) {
            rooms_held_ -= output_.front().room.bytes();
            rooms_held_since_ = last_active_;
            output_.pop_front();
            output_offset_ = 0;
        }
    }
    settle();
}

void Connection::settle() {
    if (!stream_) return;
    if (close_when_sent_ && output_.empty()) return close();
    if (paused_ && may_read()) {
        paused_ = false;
        loop_.post([weak = weak_from_this()] {
            if (auto self = weak.lock(); self && self->stream_) self->resume();
        });
    }
    watch();
}

void Connection::watch() {
    if (!stream_) return;
    std::uint32_t wanted = may_read() ? std::uint32_t{EPOLLIN} : 0;
    if (!output_.empty() || stream_->read_wants_write()) wanted |= EPOLLOUT;
    if (wanted == watched_) return;
    watched_ = wanted;
    loop_.change(stream_->descriptor(), wanted);
}

}  // namespace atlas::broker
