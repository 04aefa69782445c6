// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <fcntl.h>
#include <unistd.h>

#include "net/answering_sink.h"
#include "net/response_head.h"

namespace atlas::net {
namespace {

// The first buffer, in which most heads fit. An idle connection holds no more memory than this.
constexpr std::size_t input_bytes_first = 4 << 10;
constexpr std::size_t body_piece_bytes = 16 << 10;
constexpr std::size_t file_piece_bytes = 256 << 10;
/// How long a client may continue to send before the connection closes after its last response.
constexpr std::chrono::milliseconds linger_timeout{2'000};
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

int status_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::malformed:
            return 400;
        case Refusal::unknown_coding:
            return 501;
        case Refusal::head_too_large:
            return 431;
        case Refusal::body_too_large:
            return 413;
        case Refusal::out_of_budget:
            return 503;
        case Refusal::sink_failed:
            break;
    }
    return 500;
}

/// The `Respond` of a request: answers once. If it is destroyed without a call, it closes the
/// connection, so that the client does not wait forever.
class Reply {
public:
    explicit Reply(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
    Reply(Reply&&) noexcept = default;
    Reply& operator=(Reply&&) noexcept = default;
    ~Reply() {
        if (connection_) connection_->abandon();
    }
    void operator()(Response response) {
        if (auto connection = std::move(connection_)) connection->answer(std::move(response));
    }

private:
    std::shared_ptr<Connection> connection_;
};

}  // namespace

Connection::Connection(
    std::shared_ptr<Serving> serving, std::shared_ptr<IoThread> thread, std::string peer
)
    : serving_(std::move(serving)), thread_(std::move(thread)), peer_(std::move(peer)) {
    const auto& options = serving_->options;
    const ReaderLimits limits{
        .header_bytes_max = options.header_bytes_max,
        .header_fields_max = options.header_fields_max,
        .body_bytes_max = options.body_bytes_max,
        .budget = &serving_->bodies,
    };
    reader_ = MessageReader::of_request(limits, &serving_->options.body_sink);
}

void Connection::start() {
    number_ = thread_->add(this);
    {
        const std::lock_guard lock(serving_->mutex);
        ++serving_->by_source[peer_];
    }
    set_deadline(serving_->options.header_timeout);
    begin_open();
}

void Connection::on_open(bool ok) {
    if (state_ == State::closed) return;
    if (!ok) return close();
    state_ = State::idle;
    if (draining_) return close();
    set_deadline(serving_->options.header_timeout);
    read_more();
}

void Connection::expire(IoThread::Instant now) {
    if (now < deadline_) return;
    // There may be only one write at a time, so 408 cannot be sent during a 100 Continue.
    if (state_ == State::reading && !continuing_) return refuse(408);
    close();
}

void Connection::drain() {
    draining_ = true;
    if (state_ == State::idle) close();
}

void Connection::close() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    deadline_ = IoThread::Instant::max();
    thread_->remove(number_);
    close_socket();
    file_.close();
    {
        const std::lock_guard lock(serving_->mutex);
        auto of_source = serving_->by_source.find(peer_);
        if (of_source != serving_->by_source.end() && --of_source->second == 0)
            serving_->by_source.erase(of_source);
    }
    serving_->leave();
}

std::optional<IoThread::Instant> Connection::waiting_since() const {
    switch (state_) {
        case State::opening:
        case State::idle:
        case State::reading:
        case State::lingering:
            return heard_;
        default:
            return std::nullopt;
    }
}

void Connection::read_more() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (begin_ > 0 && end_ == input_.size()) {
        std::copy(
            input_.begin() + static_cast<std::ptrdiff_t>(begin_),
            input_.begin() + static_cast<std::ptrdiff_t>(end_),
            input_.begin()
        );
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == input_.size()) {
        // The reader needs a whole head, chunk header or trailer section in one piece, but takes
        // bytes of a body immediately. It limits the head itself; the other two are limited here.
        const bool framing = state_ == State::reading && reader_->head_done();
        if (framing && input_.size() > serving_->options.header_bytes_max) return refuse(431);
        input_.resize(std::max(input_bytes_first, 2 * input_.size()));
    }
    // A body is read in larger pieces.
    const bool in_body = state_ == State::reading && reader_->head_done();
    if (in_body && input_.size() < body_piece_bytes) input_.resize(body_piece_bytes);
    read_pending_ = true;
    begin_read(input_.data() + end_, input_.size() - end_);
}

// A read that is still pending leads here again when it reports.
void Connection::discard_more() {
    if (read_pending_) return;
    read_pending_ = true;
    begin_read(input_.data(), input_.size());
}

void Connection::on_read(bool ok, std::size_t bytes) {
    read_pending_ = false;
    if (state_ == State::closed) return;
    if (!ok) return close();
    if (state_ == State::lingering) return discard_more();
    // A 408 is being written already.
    if (state_ == State::writing) return;
    end_ += bytes;
    advance();
}

void Connection::advance() {
    if (state_ == State::idle) {
        state_ = State::reading;
        set_deadline(serving_->options.header_timeout);
    } else if (reader_->head_done()) {
        set_deadline(serving_->options.body_timeout);
    }
    begin_ += reader_->take(unread());
    if (auto refusal = reader_->refusal()) return refuse(*refusal);
    if (reader_->done()) return handle();
    if (auto* sink = dynamic_cast<AnsweringSink*>(reader_->request.sink.get()))
        if (auto answer = sink->early_answer()) return refuse(std::move(*answer));
    // A client that has sent part of the body already is not waiting.
    if (reader_->head_done() && reader_->expects_continue() && !continued_ && begin_ == end_) {
        continued_ = true;
        continuing_ = true;
        head_ = continue_line;
        written_ = 0;
        return begin_write(head_, {});
    }
    read_more();
}

void Connection::handle() {
    keep_alive_ = reader_->keep_alive();
    old_version_ = reader_->old_version();
    to_head_ = reader_->request.method == "HEAD";
    reader_->request.peer = peer_;
    state_ = State::handling;
    // The handler may take as long as it needs: the server, not the client, is the slow one.
    deadline_ = IoThread::Instant::max();
    serving_->handler(std::move(reader_->request), Reply(shared_from_this()));
}

void Connection::answer(Response response) {
    thread_->dispatch([self = shared_from_this(), response = std::move(response)]() mutable {
        if (self->state_ == State::handling) self->write(std::move(response), self->to_head_);
    });
}

void Connection::abandon() {
    thread_->dispatch([self = shared_from_this()] { self->close(); });
}

void Connection::refuse(Refusal why) {
    const auto& overloaded = serving_->options.overloaded;
    if (why == Refusal::out_of_budget && overloaded) {
        reader_->request.body = {};
        return refuse(overloaded(reader_->request));
    }
    refuse(status_of(why));
}

void Connection::refuse(int status) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain");
    response.body = std::string(reason_of(status)) + "\n";
    refuse(std::move(response));
}

// The connection may linger for a while, so the body is freed here.
void Connection::refuse(Response response) {
    keep_alive_ = false;
    reader_->request.body = {};
    write(std::move(response), false);
}

void Connection::write(Response response, bool to_head) {
    state_ = State::writing;
    reader_->give_back_budget();
    if (draining_) keep_alive_ = false;
    if (!response.file.empty()) {
        file_ = linux::Fd(::open(response.file.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file_) {
            keep_alive_ = false;
            response = Response();
            response.status = 500;
            response.body = "the file cannot be read\n";
        }
    }
    const bool from_file = static_cast<bool>(file_);
    const HeadOptions head{
        .content_length = from_file ? response.file_length : response.body.size(),
        .date = thread_->date(),
        .to_head = to_head,
        .keep_alive = keep_alive_,
        .old_version = old_version_,
    };
    head_.clear();
    write_head(head_, response, head);
    const bool bodiless = to_head || is_bodiless(response.status);
    body_ = bodiless || from_file ? std::string() : std::move(response.body);
    written_ = 0;
    file_offset_ = response.file_offset;
    file_left_ = bodiless || !from_file ? 0 : response.file_length;
    write_next();
}

void Connection::write_next() {
    set_deadline(serving_->options.body_timeout);
    if (written_ < head_.size()) {
        return begin_write(std::string_view(head_).substr(written_), body_);
    }
    begin_write(std::string_view(body_).substr(written_ - head_.size()), {});
}

void Connection::on_written(bool ok, std::size_t bytes) {
    if (state_ == State::closed) return;
    if (!ok) return close();
    if (state_ == State::lingering) return discard_more();
    written_ += bytes;
    if (continuing_) return continue_reading();
    if (written_ < head_.size() + body_.size()) return write_next();
    if (file_left_ > 0) {
        if (!load_file_piece()) return close();
        return write_next();
    }
    finish_response();
}

// If the client has stopped reading, even this line is written in pieces or not at all.
void Connection::continue_reading() {
    if (written_ < head_.size()) return begin_write(std::string_view(head_).substr(written_), {});
    continuing_ = false;
    read_more();
}

bool Connection::load_file_piece() {
    head_.clear();
    written_ = 0;
    body_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file_left_, file_piece_bytes)));
    const auto got =
        ::pread(file_.number(), body_.data(), body_.size(), static_cast<off_t>(file_offset_));
    // If the file is shorter than the length already sent, closing is the only way to tell.
    if (got <= 0) return false;
    body_.resize(static_cast<std::size_t>(got));
    file_offset_ += static_cast<std::uint64_t>(got);
    file_left_ -= static_cast<std::uint64_t>(got);
    return true;
}

void Connection::finish_response() {
    file_.close();
    body_ = {};
    if (!keep_alive_ || draining_) return linger();
    reader_->restart();
    continued_ = false;
    state_ = State::idle;
    set_deadline(serving_->options.idle_timeout);
    // A large buffer is freed unless it holds the next request.
    if (begin_ == end_ && input_.size() > input_bytes_first) input_ = {};
    if (begin_ < end_) return advance();
    read_more();
}

void Connection::linger() {
    // Closing a socket with unread bytes resets the connection, and the client may then lose the
    // response (RFC 9112 §9.6).
    state_ = State::lingering;
    set_deadline(linger_timeout);
    begin_ = end_ = 0;
    if (input_.size() < input_bytes_first) input_.resize(input_bytes_first);
    begin_shutdown();
}

}  // namespace atlas::net
