// SPDX-License-Identifier: Apache-2.0
#include "net/server.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <sys/socket.h>

#include "net/connection.h"
#include "net/transport.h"

namespace atlas::net {
namespace {

namespace asio = boost::asio;

/// The most connections taken at one wake-up, so that running requests get their turn.
constexpr int accepts_in_a_row = 64;
constexpr std::chrono::milliseconds tick_min{5};
constexpr std::chrono::milliseconds tick_max{500};

/// Accepts on one socket and deals the connections out to the io threads in turn. First io thread.
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
    /// Goes on where a limit made it pause.
    void tick() {
        if (socket_.is_open() && !waiting_) wait();
    }
    void close() {
        boost::system::error_code ignored;
        (void)socket_.close(ignored);
    }

private:
    void accept_all() {
        for (int count = 0; count < accepts_in_a_row; ++count) {
            // Over the limit, clients wait in the backlog until the next tick.
            if (serving_->connections >= serving_->options.connections_max) return;
            linux::Fd socket(
                accept4(socket_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)
            );
            if (!socket) {
                const bool lasting = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
                if (lasting) return;
                break;
            }
            hand_on(std::move(socket));
        }
        wait();
    }
    void hand_on(linux::Fd socket) {
        ++serving_->connections;
        auto thread = threads_[next_++ % threads_.size()];
        thread->dispatch([serving = serving_, thread, socket = std::move(socket), tls = tls_](
                         ) mutable {
            auto connection = make_connection(serving, thread, std::move(socket), tls);
            if (connection) {
                connection->start();
            } else {
                --serving->connections;
            }
        });
    }

    std::shared_ptr<Serving> serving_;
    std::vector<std::shared_ptr<IoThread>> threads_;
    asio::posix::stream_descriptor socket_;
    std::shared_ptr<TlsContext> tls_;
    bool waiting_ = false;
    std::size_t next_ = 0;
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
