// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include <sys/socket.h>

#include "broker/server/stream.h"

namespace atlas::broker {
namespace {

class PlainStream final : public Stream {
public:
    explicit PlainStream(linux::Fd socket) : socket_(std::move(socket)) {}
    int descriptor() const override { return socket_.number(); }
    Outcome read(std::span<char> into) override {
        auto read = outcome(::recv(socket_.number(), into.data(), into.size(), 0));
        read.drained = read.bytes < into.size();
        return read;
    }
    Outcome write(std::string_view bytes) override {
        return outcome(::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }

private:
    static Outcome outcome(ssize_t moved) {
        if (moved > 0) return {State::done, static_cast<std::size_t>(moved)};
        const bool again = moved < 0 && (errno == EAGAIN || errno == EINTR);
        return {again ? State::would_block : State::closed, 0};
    }

    linux::Fd socket_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(linux::Fd socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace atlas::broker
