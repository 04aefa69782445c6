// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/events.h"

#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <thread>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::engines::haproxy {
namespace {

class EpollEvents final : public Events {
public:
    EpollEvents(
        linux::Fd epoll,
        linux::Fd wake,
        Executor& home,
        std::function<void(const std::string&)> heard
    )
        : epoll_(std::move(epoll)), wake_(std::move(wake)), home_(home), heard_(std::move(heard)) {
        thread_ = std::thread([this] { run(); });
    }

    ~EpollEvents() override {
        stopping_ = true;
        std::uint64_t one = 1;
        [[maybe_unused]] auto written = ::write(wake_.number(), &one, sizeof(one));
        thread_.join();
    }

    Result<> add(const std::string& id, const std::string& path, int uid) override {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path.size() >= sizeof(address.sun_path)) {
            return Error(ErrorCode::invalid_argument, "socket path too long: " + path);
        }
        std::memcpy(address.sun_path, path.data(), path.size());
        ::unlink(path.c_str());
        linux::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!socket) return linux::last_error("socket");
        if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) < 0) {
            return linux::last_error("bind " + path);
        }
        ::chmod(path.c_str(), 0600);
        if (::chown(path.c_str(), static_cast<uid_t>(uid), static_cast<gid_t>(uid)) < 0)
            return linux::last_error("chown " + path);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = socket.number();
        std::lock_guard lock(mutex_);
        if (::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, socket.number(), &event) < 0) {
            return linux::last_error("epoll_ctl");
        }
        sockets_[id] = std::move(socket);
        return {};
    }

    void remove(const std::string& id) override {
        std::lock_guard lock(mutex_);
        sockets_.erase(id);  // Closing removes it from epoll.
    }

private:
    void run() {
        epoll_event events[16];
        while (!stopping_) {
            int count = ::epoll_wait(epoll_.number(), events, 16, -1);
            for (int index = 0; index < count; ++index)
                hear(events[index].data.fd);
        }
    }

    void hear(int socket) {
        std::lock_guard lock(mutex_);
        for (const auto& [id, fd] : sockets_) {
            if (fd.number() != socket) continue;
            char buffer[2048];
            while (::recv(socket, buffer, sizeof(buffer), 0) > 0) {
            }
            home_.post([heard = heard_, id] { heard(id); });
        }
    }

    // Constant after construction.
    linux::Fd epoll_;
    linux::Fd wake_;
    Executor& home_;
    std::function<void(const std::string&)> heard_;
    std::atomic<bool> stopping_{false};
    // Guarded by mutex_.
    std::mutex mutex_;
    std::map<std::string, linux::Fd> sockets_;
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Events>> Events::open(
    Executor& home, std::function<void(const std::string&)> heard
) {
    linux::Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll) return linux::last_error("epoll_create1");
    linux::Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake) return linux::last_error("eventfd");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake.number();
    if (::epoll_ctl(epoll.number(), EPOLL_CTL_ADD, wake.number(), &event) < 0)
        return linux::last_error("epoll_ctl");
    return std::unique_ptr<Events>(
        std::make_unique<EpollEvents>(std::move(epoll), std::move(wake), home, std::move(heard))
    );
}

}  // namespace atlas::engines::haproxy
