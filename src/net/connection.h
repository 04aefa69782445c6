// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "linux/fd.h"
#include "net/http.h"
#include "net/io_thread.h"
#include "net/message_reader.h"
#include "net/server.h"

/// Included only within net.
namespace atlas::net {

/// What all connections of one server share. It lives as long as the last of them. Any thread.
struct Serving {
    Serving(ServerOptions chosen, Handler answering)
        : options(std::move(chosen)),
          handler(std::move(answering)),
          bodies(options.bodies_bytes_max) {}

    /// Counts one connection less, and wakes `stop` if it was the last.
    void leave() {
        const std::lock_guard lock(mutex);
        if (connections.fetch_sub(1) == 1) all_closed.notify_all();
    }

    const ServerOptions options;
    const Handler handler;
    BodyBudget bodies;
    std::atomic<int> connections = 0;    // accepted and not yet closed
    std::atomic<bool> draining = false;  // `stop` has begun: no connection accepts a request
    std::mutex mutex;
    std::condition_variable all_closed;
    // Guarded by mutex.
    std::map<std::string, int> by_source;  // open connections by the client's address
};

/// One connection from a client: a state machine over a transport. Only its io thread touches it;
/// responses from other threads are posted there.
///
///     opening ─► idle ─► reading ─► handling ─► writing ─► idle …
///                          │ refused               │ last answer
///                          └──────► writing ─► lingering ─► closed
///
/// Nothing is read while a request is handled, so pipelined requests wait in the kernel. Lingering
/// reads and discards, so that a client that is still sending receives the last response.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(
        std::shared_ptr<Serving> serving, std::shared_ptr<IoThread> thread, std::string peer
    );
    virtual ~Connection() = default;

    /// Called once, first. The connection then keeps itself alive by its pending operations.
    void start();
    /// Called at each tick: if the deadline has passed, refuses a request that is being read with
    /// 408, and closes the connection in any other state.
    void expire(IoThread::Instant now);
    /// Accepts no further request: closes an idle connection immediately, another one after the
    /// response to its current request.
    void drain();
    void close();
    /// The client's address without port; empty for a Unix socket.
    const std::string& peer() const { return peer_; }
    /// Since when it has waited for its client; nullopt while it handles or answers a request.
    std::optional<IoThread::Instant> waiting_since() const;
    /// Sends the response to the request that is being handled. Any thread.
    void answer(Response response);
    /// The request was dropped without a response: closes. Any thread.
    void abandon();

protected:
    // The transport reports here. `ok` is false at the end of the stream and after an error.
    void on_open(bool ok);
    void on_read(bool ok, std::size_t bytes);
    void on_written(bool ok, std::size_t bytes);

    // The transport: each call starts one operation, which reports exactly once, also after
    // close_socket. There is at most one read and one write at a time.
    virtual void begin_open() = 0;
    virtual void begin_read(char* into, std::size_t bytes) = 0;
    virtual void begin_write(std::string_view first, std::string_view second) = 0;
    /// Ends our direction of the stream. A plain transport then reports to on_written; a TLS one
    /// closes the connection.
    virtual void begin_shutdown() = 0;
    virtual void close_socket() = 0;

private:
    enum class State : std::uint8_t {
        opening,
        idle,
        reading,
        handling,
        writing,
        lingering,
        closed
    };

    void read_more();
    void discard_more();
    void advance();
    void handle();
    void refuse(Refusal why);
    void refuse(int status);
    void refuse(Response response);
    void write(Response response, bool to_head);
    void write_next();
    bool load_file_piece();
    void continue_reading();
    void finish_response();
    void linger();
    void set_deadline(std::chrono::milliseconds timeout) {
        heard_ = thread_->now();
        deadline_ = heard_ + timeout;
    }
    std::string_view unread() const {
        return std::string_view(input_.data() + begin_, end_ - begin_);
    }

    // Constant after construction.
    const std::shared_ptr<Serving> serving_;
    const std::shared_ptr<IoThread> thread_;
    const std::string peer_;

    // Io thread only.
    std::uint64_t number_ = 0;  // on its thread
    State state_ = State::opening;
    IoThread::Instant deadline_ = IoThread::Instant::max();
    IoThread::Instant heard_{};  // when it began waiting for its client
    std::unique_ptr<MessageReader> reader_;
    std::vector<char> input_;
    std::size_t begin_ = 0;  // [begin_, end_) of input_ was read and not yet taken by reader_
    std::size_t end_ = 0;
    bool read_pending_ = false;
    bool keep_alive_ = true;
    bool draining_ = false;
    bool to_head_ = false;      // the current request is HEAD
    bool old_version_ = false;  // the current request is HTTP/1.0
    bool continued_ = false;    // 100 Continue was sent for this request
    bool continuing_ = false;   // it is being written

    // What is being written: head, then body, then the rest of the file.
    std::string head_;
    std::string body_;
    std::size_t written_ = 0;
    linux::Fd file_;
    std::uint64_t file_offset_ = 0;
    std::uint64_t file_left_ = 0;
};

}  // namespace atlas::net
