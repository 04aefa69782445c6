// SPDX-License-Identifier: Apache-2.0
#include "broker/server/connection.h"

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

/// Acknowledges at once what came. A client that sends one request in several small segments (each
/// TLS record of librdkafka is one) and has Nagle's algorithm on would else wait for our delayed
/// acknowledgement, 40 ms, before it sends the rest. The kernel forgets this with the next answer.
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
    if ((events & (EPOLLHUP | EPOLLERR)) != 0 && !may_read()) return close();
    if ((events & EPOLLOUT) != 0) flush();
    if (!stream_) return;
    if ((events & ~std::uint32_t{EPOLLOUT}) != 0 || stream_->read_wants_write()) read_some();
}

bool Connection::may_read() const {
    return !reading_ended_ && !waits_for_budget_ && answers_.size() < limits::answers_outstanding &&
           output_bytes_ < limits::output_bytes;
}

void Connection::read_some() {
    static thread_local std::array<char, limits::read_bytes> scratch;
    int turns = 0;
    const auto answers_before = first_sequence_ + answers_.size();
    while (stream_ && may_read() && turns < limits::reads_in_turn) {
        const auto outcome = stream_->read(scratch);
        if (outcome.state == Stream::State::closed) return close();
        if (outcome.state == Stream::State::would_block) break;
        ++turns;
        last_active_ = std::chrono::steady_clock::now();
        input_.append(scratch.data(), outcome.bytes);
        take_frames();
        if (outcome.drained) break;
    }
    if (!stream_) return;
    const bool whole = first_sequence_ + answers_.size() > answers_before && input_.empty();
    if (!whole) acknowledge_now(stream_->descriptor());
    if (!may_read()) {
        paused_ = true;
    } else if (turns == limits::reads_in_turn) {
        // What TLS has already read wakes no poll: come back unasked, after the others.
        loop_.post([weak = weak_from_this()] {
            if (auto self = weak.lock(); self && self->stream_) self->read_some();
        });
    }
    flush();
}

void Connection::resume() {
    take_frames();
    if (stream_) read_some();
}

void Connection::take_frames() {
    taking_ = true;
    std::size_t at = 0;
    while (stream_ && take_frame(at)) {
    }
    taking_ = false;
    input_.erase(0, at);
    if (input_.empty() && input_.capacity() > limits::read_bytes) input_.shrink_to_fit();
}

bool Connection::take_frame(std::size_t& at) {
    const auto left = std::string_view(input_).substr(at);
    if (left.size() < size_bytes) return false;
    if (!may_read()) {
        paused_ = true;
        return false;
    }
    const std::size_t size = frame_size(left);
    if (reserved_.bytes() == 0 && size > 0) {
        if (size > session_->frame_bytes_max() || size > budget_.bytes_max()) {
            close();
            return false;
        }
        auto room = budget_.take(size, size);
        if (!room) {
            wait_for_budget(size);
            return false;
        }
        reserve(std::move(*room));
    }
    if (left.size() < size_bytes + size) {
        if (at == 0 && size <= (1 << 20)) input_.reserve(size_bytes + size);
        return false;
    }
    std::string frame(left.substr(size_bytes, size));
    at += size_bytes + size;
    answers_.emplace_back();
    session_->on_frame(
        std::move(frame), Reply(weak_from_this(), first_sequence_ + answers_.size() - 1)
    );
    reserved_ = {};
    return true;
}

void Connection::reserve(MemoryBudget::Room room) {
    reserved_ = std::move(room);
    reserved_at_ = std::chrono::steady_clock::now();
}

void Connection::wait_for_budget(std::size_t size) {
    waits_for_budget_ = true;
    budget_.wait(size, size, [weak = weak_from_this()](MemoryBudget::Room room) {
        auto self = weak.lock();
        if (!self || !self->stream_) return;
        self->waits_for_budget_ = false;
        self->reserve(std::move(room));
        self->resume();
    });
}

std::optional<Connection::Moment> Connection::holding_since() const {
    std::optional<Moment> since;
    if (reserved_.bytes() > 0) since = reserved_at_;
    if (rooms_held_ > 0) since = std::min(since.value_or(rooms_held_since_), rooms_held_since_);
    return since;
}

void Connection::finish(std::uint64_t sequence, Answer answer) {
    if (!stream_) return;
    ATLAS_CHECK(
        sequence >= first_sequence_ && sequence - first_sequence_ < answers_.size(),
        "an answer belongs to a request that is outstanding"
    );
    if (rooms_held_ == 0) rooms_held_since_ = std::chrono::steady_clock::now();
    rooms_held_ += answer.room.bytes();
    auto& place = answers_[sequence - first_sequence_];
    answer.last = answer.last || place.answer.last;
    place = {true, std::move(answer)};
    move_ready();
}

void Connection::move_ready() {
    // While frames are taken the sequence of the one in hand must stay the last.
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
    // While reading, one flush follows for all frames of that read.
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
