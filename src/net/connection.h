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

/// Inside net only.
namespace atlas::net {

/// What all connections of one server share.
struct Serving {
    Serving(ServerOptions chosen, Handler answering)
        : options(std::move(chosen)),
          handler(std::move(answering)),
          bodies(options.bodies_bytes_max) {}

    const ServerOptions options;
    const Handler handler;
    BodyBudget bodies;
    std::atomic<int> connections = 0;
    std::mutex mutex;
    std::condition_variable all_closed;
    // Guarded by mutex.
    std::map<std::string, int> by_source;
};

/// One connection of a client. Its io thread alone touches it, answers apart, which are posted.
///
///     opening ─► idle ─► reading ─► handling ─► writing ─► idle …
///                          │ refused               │ last answer
///                          └──────► writing ─► lingering ─► closed
///
/// While a request is handled nothing is read, so pipelined requests wait in the kernel.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(
        std::shared_ptr<Serving> serving, std::shared_ptr<IoThread> thread, std::string peer
    );
    virtual ~Connection() = default;

    /// The first thing to happen; the connection then keeps itself alive by what it waits for.
    void start();
    /// Closes it where its time is over.
    void expire(IoThread::Instant now);
    /// No further request: closes it now where it is idle, else after the answer.
    void drain();
    void close();
    const std::string& peer() const { return peer_; }
    /// Since when it has waited for its client; nothing while it works for it.
    std::optional<IoThread::Instant> waiting_since() const;
    /// The answer of the request that is handled. Any thread.
    void answer(Response response);
    /// Its request was dropped without an answer. Any thread.
    void abandon();

protected:
    /// Where the transport reports. `ok` is false at the end of the stream and at errors.
    void on_open(bool ok);
    void on_read(bool ok, std::size_t bytes);
    void on_written(bool ok, std::size_t bytes);

    // The transport: each starts one operation and reports once. Never two of a kind at a time.
    virtual void begin_open() = 0;
    virtual void begin_read(char* into, std::size_t bytes) = 0;
    virtual void begin_write(std::string_view first, std::string_view second) = 0;
    /// Ends our side of the stream; on_written reports.
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
    IoThread::Instant heard_{};  // when it began to wait for its client
    std::unique_ptr<MessageReader> reader_;
    std::vector<char> input_;
    std::size_t begin_ = 0;  // of what was read and not yet taken
    std::size_t end_ = 0;
    bool read_pending_ = false;
    bool keep_alive_ = true;
    bool draining_ = false;
    bool to_head_ = false;
    bool old_version_ = false;
    bool continued_ = false;   // 100 Continue was sent for this request
    bool continuing_ = false;  // it is being written

    // What is being written: head, then body, then the file's rest.
    std::string head_;
    std::string body_;
    std::size_t written_ = 0;
    linux::Fd file_;
    std::uint64_t file_offset_ = 0;
    std::uint64_t file_left_ = 0;
};

}  // namespace atlas::net
