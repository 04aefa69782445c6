// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "broker/server/event_loop.h"
#include "broker/server/frame_budget.h"
#include "broker/server/memory_budget.h"
#include "broker/server/progress.h"
#include "broker/server/session.h"
#include "broker/server/stream.h"

namespace atlas::broker {

/// One client connection: cuts the stream into frames (a big-endian int32 size, then the frame),
/// passes them to its session in order, and sends the answers in that order, whichever is ready
/// first. Stops reading while too many answers are outstanding, too much output is unsent, or a
/// large frame waits for memory. Owned by Server through shared_ptr. Loop thread only.
class Connection final : public ReplySink, public std::enable_shared_from_this<Connection> {
public:
    using Closed = std::function<void(Connection&)>;
    using Moment = std::chrono::steady_clock::time_point;

    Connection(EventLoop& loop, FrameBudget& budget, std::unique_ptr<Stream> stream, Closed closed)
        : loop_(loop), budget_(budget), stream_(std::move(stream)), closed_(std::move(closed)) {}

    /// Starts to watch the socket; must be called before anything else.
    Result<> start(std::unique_ptr<Session> session);
    /// Closes at once and calls `closed`; unsent answers are lost.
    void close();
    /// Closes at once if no answer is outstanding or unsent; else stops reading and closes after
    /// the last answer.
    void close_when_done();

    void finish(std::uint64_t sequence, Answer answer) override;

    bool established() const { return session_ && session_->established(); }
    Moment opened() const { return opened_; }
    Moment last_active() const { return last_active_; }
    /// True while a frame has arrived in part or output is unsent.
    bool stalled() const { return (half_a_frame() && !paused_) || !output_.empty(); }
    bool idle() const { return answers_.empty(); }

    /// How long a connection may hold shared memory while others wait for it; checked at each
    /// sweep.
    struct Patience {
        std::chrono::milliseconds pause;  // with fewer than `limits::contended_bytes` moved
        std::chrono::milliseconds whole;  // for one frame or answer, however it moves
    };
    bool holds_frame_too_long(Moment now, const Patience& patience);
    bool holds_answers_too_long(Moment now, const Patience& patience);

private:
    /// One answer in the order of the requests.
    struct Place {
        bool ready = false;
        Answer answer;
    };
    struct Output {
        std::string bytes;
        MemoryBudget::Room room;
    };

    void on_ready(std::uint32_t events);
    void read_some();
    void resume();
    /// Takes the frames out of bytes that were read, and keeps the rest in `input_`.
    void receive(std::string_view bytes);
    void take_kept_frames();
    /// Passes the frames at the beginning of `left` to the session and removes them from it.
    void take_frames(std::string_view& left);
    /// The same for one frame. False if it is incomplete or reading is paused.
    bool take_frame(std::string_view& left);
    /// Moves the arrived part of a large frame from `left` to `large_`; false if the frame is
    /// still incomplete.
    bool collect(std::string_view& left);
    bool hold(std::size_t bytes);
    void hand_on(std::string frame);
    bool half_a_frame() const { return !input_.empty() || large_size_ > 0; }
    /// Whether limits and budgets allow to read and to take frames.
    bool may_read() const;
    /// Moves the answers that are ready, up to the first that is not, to the output.
    void move_ready();
    void queue(Answer answer);
    void schedule_flush();
    void flush();
    /// After a write: closes or resumes reading if that is due.
    void settle();
    /// Tells epoll which events matter in the present state.
    void watch();

    // Constant after construction.
    EventLoop& loop_;
    FrameBudget& budget_;  // the server's; not used after `close`
    std::unique_ptr<Stream> stream_;
    Closed closed_;
    std::unique_ptr<Session> session_;
    Moment opened_ = std::chrono::steady_clock::now();
    Moment last_active_ = opened_;
    // Incoming: bytes that were read and not yet passed on; at most a small frame and one read.
    std::string input_;
    // The large frame that is arriving, its full size (0 = none) and its share of the budget.
    std::string large_;
    std::size_t large_size_ = 0;
    FrameBudget::Room room_;
    Moment room_since_;
    Progress incoming_;
    bool waits_for_room_ = false;
    bool reading_ended_ = false;
    bool paused_ = false;  // unread bytes may be in input_ or inside TLS
    bool taking_ = false;
    // Outgoing: `answers_` in the order of the requests; the first has `first_sequence_`.
    std::deque<Place> answers_;
    std::uint64_t first_sequence_ = 0;
    std::size_t rooms_held_ = 0;  // budgeted bytes in answers_ and output_
    Moment rooms_held_since_;     // or when the last output buffer was sent
    Progress outgoing_;
    std::deque<Output> output_;
    std::size_t output_offset_ = 0;  // bytes sent of the first buffer
    std::size_t output_bytes_ = 0;
    bool flush_scheduled_ = false;
    bool close_when_sent_ = false;
    std::uint32_t watched_ = 0;
};

}  // namespace atlas::broker
