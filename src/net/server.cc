// SPDX-License-Identifier: Apache-2.0
#include "net/server.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <sys/socket.h>

#include "net/connection.h"
#include "net/make_room.h"
#include "net/transport.h"

namespace atlas::net {
namespace {

namespace asio = boost::asio;

/// The most connections accepted at one wake-up, so that requests in progress get their turn.
constexpr int accepts_in_a_row = 64;
constexpr std::chrono::milliseconds tick_min{5};
constexpr std::chrono::milliseconds tick_max{500};

/// If a client address has more than its share of connections, closes the one that has waited
/// longest or, if all are busy, the new one.
void keep_share(Serving& serving, IoThread& thread, Connection& connection) {
    const auto& options = serving.options;
    const auto& source = connection.peer();
    if (!is_told_apart(source)) return;
    {
        const std::lock_guard lock(serving.mutex);
        if (serving.by_source[source] <= options.source_connections_max) return;
    }
    if (make_room(thread, source, 1, options.patience) == 0) connection.close();
}

/// Accepts on one socket and assigns the connections to the io threads in turn. Runs on the first
/// io thread.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    Listener(
        std::shared_ptr<Serving> serving,
        const std::vector<std::shared_ptr<IoThread>>& threads,
        linux::Fd socket,
        std::shared_ptr<TlsContext> tls
    )
        : serving_(std::move(serving)),
          threads_(threads),
          socket_(threads.front()->loop(), socket.release()),
          tls_(std::move(tls)) {}

    void wait() {
        waiting_ = true;
        socket_.async_wait(
            asio::posix::stream_descriptor::wait_read,
            [self = shared_from_this()](const boost::system::error_code& error) {
                self->waiting_ = false;
                if (!error) self->accept_all();
            }
        );
    }
    /// Resumes accepting after a limit has paused it.
    void tick() {
        trimmer_.look(serving_->connections);
        if (socket_.is_open() && !waiting_) wait();
    }
    void close() {
        boost::system::error_code ignored;
        (void)socket_.close(ignored);
    }

private:
    void accept_all() {
        for (int count = 0; count < accepts_in_a_row; ++count) {
            if (is_full()) {
                // The connections accepted just now must start first: they may be closed too.
                if (count > 0) break;
                // If no connection can be closed, clients wait in the backlog until the next tick.
                if (!make_room_for_all()) return;
            }
            linux::Fd socket(
                accept4(socket_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)
            );
            if (!socket) {
                // Trying again immediately would spin: the next tick does.
                const bool lasting = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
                if (lasting) return;
                break;
            }
            hand_on(std::move(socket));
        }
        wait();
    }
    bool is_full() const { return serving_->connections >= serving_->options.connections_max; }
    /// Whether connections were closed. With several threads each closes its own, so that there is
    /// room at the next tick.
    bool make_room_for_all() {
        const auto patience = serving_->options.patience;
        const int few = std::max(1, serving_->options.connections_max / accepts_in_a_row);
        if (threads_.size() == 1) return make_room(*threads_.front(), {}, few, patience) > 0;
        for (const auto& thread : threads_)
            thread->dispatch([thread, few, patience] { make_room(*thread, {}, few, patience); });
        return false;
    }
    void hand_on(linux::Fd socket) {
        ++serving_->connections;
        auto thread = threads_[next_++ % threads_.size()];
        thread->dispatch([serving = serving_, thread, socket = std::move(socket), tls = tls_](
                         ) mutable {
            auto connection = make_connection(serving, thread, std::move(socket), tls);
            if (!connection) return serving->leave();
            connection->start();
            // One that was accepted just before `stop` may get here after its thread has drained.
            if (serving->draining) return connection->drain();
            keep_share(*serving, *thread, *connection);
        });
    }

    std::shared_ptr<Serving> serving_;
    std::vector<std::shared_ptr<IoThread>> threads_;
    asio::posix::stream_descriptor socket_;
    std::shared_ptr<TlsContext> tls_;
    bool waiting_ = false;
    std::size_t next_ = 0;
    Trimmer trimmer_;
};

std::chrono::milliseconds tick_for(const ServerOptions& options) {
    const auto shortest =
        std::min({options.header_timeout, options.idle_timeout, options.body_timeout});
    return std::clamp(shortest / 4, tick_min, tick_max);
}

class AsioServer final : public Server {
public:
    AsioServer(ServerOptions options, Handler handler)
        : serving_(std::make_shared<Serving>(std::move(options), std::move(handler))) {
        const auto tick = tick_for(serving_->options);
        for (int count = 0; count < std::max(1, serving_->options.threads); ++count) {
            threads_.push_back(std::make_shared<IoThread>());
            threads_.back()->start(tick);
        }
    }
    ~AsioServer() override { AsioServer::stop(std::chrono::milliseconds(0)); }

    Result<> listen(linux::Fd socket, std::optional<TlsIdentity> identity) override {
        std::shared_ptr<TlsContext> tls;
        if (identity) tls = ATLAS_TRY(make_tls_context(*identity));
        auto listener =
            std::make_shared<Listener>(serving_, threads_, std::move(socket), std::move(tls));
        listeners_.push_back(listener);
        auto& first = *threads_.front();
        first.dispatch([&first, listener] {
            first.on_tick().push_back([listener] { listener->tick(); });
            listener->wait();
        });
        return {};
    }

    void stop(std::chrono::milliseconds drain) override {
        if (threads_.empty()) return;
        serving_->draining = true;
        threads_.front()->dispatch([listeners = std::exchange(listeners_, {})] {
            for (const auto& listener : listeners)
                listener->close();
        });
        for (auto& thread : threads_) {
            thread->dispatch([&thread = *thread] {
                thread.each([](Connection& connection) { connection.drain(); });
            });
        }
        {
            std::unique_lock lock(serving_->mutex);
            serving_->all_closed.wait_for(lock, drain, [this] {
                return serving_->connections == 0;
            });
        }
        for (auto& thread : threads_)
            thread->stop();
        threads_.clear();
    }

private:
    std::shared_ptr<Serving> serving_;
    std::vector<std::shared_ptr<IoThread>> threads_;
    std::vector<std::shared_ptr<Listener>> listeners_;
};

}  // namespace

std::unique_ptr<Server> Server::create(ServerOptions options, Handler handler) {
    return std::make_unique<AsioServer>(std::move(options), std::move(handler));
}

}  // namespace atlas::net
