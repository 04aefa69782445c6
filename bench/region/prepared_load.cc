// SPDX-License-Identifier: Apache-2.0
// usage: prepared_load HOST PORT SECONDS <REQUEST
// One prepared request again and again on one keep-alive connection for so long, each after the
// last one's answer, which must be 200. Who closes after an answer, as moto_server does, is
// connected to again: that is what its clients must do too. A quarter of the time goes before and
// is not counted. Prints the answers a second.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Steady = std::chrono::steady_clock;

constexpr int answer_seconds_max = 10;

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "prepared_load: %s\n", why.c_str());
    std::exit(1);
}

std::size_t find(std::string_view text, std::string_view name) {
    const auto same = [](char left, char right) { return (left | 0x20) == (right | 0x20); };
    const auto at = std::search(text.begin(), text.end(), name.begin(), name.end(), same);
    return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

class Connection {
public:
    explicit Connection(const sockaddr_in& address) : address_(address) { connect(); }

    void exchange(std::string_view request) {
        for (auto left = request; !left.empty();) {
            const auto sent = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
            if (sent <= 0) fail("the endpoint closed the connection");
            left.remove_prefix(static_cast<std::size_t>(sent));
        }
        std::size_t have = 0;
        std::size_t head_end = std::string_view::npos;
        while (head_end == std::string_view::npos) {
            have += read(have);
            head_end = std::string_view(answer_.data(), have).find("\r\n\r\n");
        }
        const auto head = std::string_view(answer_.data(), head_end + 2);
        const auto length_at = find(head, "\r\ncontent-length:");
        if (length_at == std::string_view::npos) fail("an answer without Content-Length");
        const auto length = std::strtoul(head.data() + length_at + 17, nullptr, 10);
        const bool closes = find(head, "\r\nconnection: close") != std::string_view::npos;
        const bool good = head.substr(8, 5) == " 200 ";
        while (have < head_end + 4 + length)
            have += read(have);
        if (!good) fail("answered " + answer_.substr(0, std::min<std::size_t>(have, 600)));
        if (closes) connect();
    }

private:
    void connect() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        const timeval longest{answer_seconds_max, 0};
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
        const auto* to = reinterpret_cast<const sockaddr*>(&address_);
        if (::connect(socket_, to, sizeof address_) != 0)
            fail("cannot connect: " + std::string(std::strerror(errno)));
    }
    std::size_t read(std::size_t at) {
        if (at == answer_.size()) answer_.resize(2 * at);
        // An endpoint that sends head and body apart would else wait for our acknowledgement, 40
        // ms.
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
        const auto got = ::recv(socket_, answer_.data() + at, answer_.size() - at, 0);
        if (got <= 0) fail("no answer");
        return static_cast<std::size_t>(got);
    }

    sockaddr_in address_;
    int socket_ = -1;
    std::string answer_ = std::string(256 << 10, '\0');
};

std::string read_input() {
    std::string text;
    char part[4096];
    while (const auto got = std::fread(part, 1, sizeof part, stdin))
        text.append(part, got);
    return text;
}

double rate(Connection& connection, const std::string& request, double seconds) {
    const auto begin = Steady::now();
    double passed = 0;
    int count = 0;
    for (; passed < seconds; ++count) {
        connection.exchange(request);
        passed = std::chrono::duration<double>(Steady::now() - begin).count();
    }
    return count / passed;
}

}  // namespace

int main(int count, char** given) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (count != 4 || ::inet_pton(AF_INET, given[1], &address.sin_addr) != 1)
        fail("HOST PORT SECONDS, the host as an address");
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(given[2])));
    const double seconds = std::atof(given[3]);
    const auto request = read_input();
    Connection connection(address);
    rate(connection, request, seconds / 4);
    std::printf("%.1f\n", rate(connection, request, seconds));
}
