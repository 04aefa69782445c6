// SPDX-License-Identifier: Apache-2.0
// usage: WRITE_KEY=… edge_load HOST PORT CA_FILE CONNECTIONS SECONDS
// Batches of 100 events through the edge, closed loop: each connection is a thread that sends its
// next batch when the last was answered. A batch counts when it was answered 200, which is when
// Kafka has acknowledged every event of it. A warm-up of a second goes before and is not counted.
// Prints one line of JSON: events acknowledged a second, milliseconds a batch, batches refused, and
// the processor seconds that this program itself took.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Steady = std::chrono::steady_clock;

constexpr int events_in_batch = 100;
constexpr auto warm_up = std::chrono::seconds(1);
constexpr int answer_seconds_max = 30;

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "edge_load: %s\n", why.c_str());
    std::exit(1);
}

struct Target {
    std::string host;
    std::string port;
    SSL_CTX* tls = nullptr;
    std::string key;
};

int connect_to(const Target& target) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(target.host.c_str(), target.port.c_str(), &wanted, &found) != 0)
        fail(target.host + ": no such host");
    const int made = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0 || connect(made, found->ai_addr, found->ai_addrlen) != 0)
        fail(target.host + ": " + std::strerror(errno));
    freeaddrinfo(found);
    const int on = 1;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval longest{answer_seconds_max, 0};
    setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    return made;
}

/// One keep-alive connection over TLS, its host name checked.
class Connection {
public:
    explicit Connection(const Target& target)
        : socket_(connect_to(target)), tls_(SSL_new(target.tls)) {
        SSL_set_fd(tls_, socket_);
        SSL_set_tlsext_host_name(tls_, target.host.c_str());
        SSL_set1_host(tls_, target.host.c_str());
        if (SSL_connect(tls_) != 1) fail(target.host + ": no TLS: " + last_tls_error());
    }
    Connection(const Connection&) = delete;
    ~Connection() {
        SSL_free(tls_);
        close(socket_);
    }

    /// The status of one request's answer, the answer read to its end.
    int exchange(std::string_view request) {
        if (SSL_write(tls_, request.data(), static_cast<int>(request.size())) <= 0)
            fail("the edge closed the connection: " + last_tls_error());
        std::size_t have = 0;
        std::size_t head = std::string_view::npos;
        while (head == std::string_view::npos) {
            have += read(have);
            head = std::string_view(answer_.data(), have).find("\r\n\r\n");
        }
        const auto length = content_length(std::string_view(answer_.data(), head + 2));
        while (have < head + 4 + length)
            have += read(have);
        return std::atoi(answer_.data() + std::strlen("HTTP/1.1 "));
    }

private:
    static std::string last_tls_error() {
        char text[256] = "";
        ERR_error_string_n(ERR_get_error(), text, sizeof text);
        return text;
    }
    static std::size_t content_length(std::string_view head) {
        constexpr std::string_view name = "\r\ncontent-length:";
        const auto same = [](char left, char right) { return (left | 0x20) == (right | 0x20); };
        const auto at = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
        if (at == head.end()) fail("an answer without Content-Length");
        return std::strtoul(&*at + name.size(), nullptr, 10);
    }
    std::size_t read(std::size_t at) {
        if (at == answer_.size()) answer_.resize(2 * at);
        const auto room = static_cast<int>(answer_.size() - at);
        const int got = SSL_read(tls_, answer_.data() + at, room);
        if (got <= 0) fail("no answer: " + last_tls_error());
        return static_cast<std::size_t>(got);
    }

    int socket_;
    SSL* tls_;
    std::string answer_ = std::string(64 << 10, '\0');
};

std::string base64(const std::string& text) {
    std::string encoded(4 * (text.size() / 3 + 1) + 1, '\0');
    auto* into = reinterpret_cast<unsigned char*>(encoded.data());
    const auto* from = reinterpret_cast<const unsigned char*>(text.data());
    encoded.resize(
        static_cast<std::size_t>(EVP_EncodeBlock(into, from, static_cast<int>(text.size())))
    );
    return encoded;
}

/// The bytes of one POST /v1/batch, its events of some 200 bytes.
std::string batch(const Target& target, int connection) {
    std::string body = "[";
    for (int number = 0; number < events_in_batch; ++number) {
        const auto id = std::to_string(connection) + "-" + std::to_string(number);
        body += number == 0 ? "" : ",";
        body += R"({"type":"track","event":"Order Completed","userId":"user-)" + id +
                R"(","messageId":"bench-)" + id +
                R"(","timestamp":"2026-01-01T00:00:00.000Z","properties":{"total":30.5,)"
                R"("currency":"EUR","items":[1,2,3]}})";
    }
    body += "]";
    return "POST /v1/batch HTTP/1.1\r\nHost: " + target.host + "\r\nAuthorization: Basic " +
           base64(target.key + ":") +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

struct Seen {
    std::vector<double> milliseconds;  // of each batch that was answered 200
    int refused = 0;
};

void run_client(
    const Target& target, int number, Steady::time_point from, Steady::time_point to, Seen& seen
) {
    Connection connection(target);
    const auto request = batch(target, number);
    for (auto begin = Steady::now(); begin < to; begin = Steady::now()) {
        const int status = connection.exchange(request);
        if (begin < from) continue;
        const std::chrono::duration<double, std::milli> took = Steady::now() - begin;
        if (status == 200) {
            seen.milliseconds.push_back(took.count());
        } else {
            ++seen.refused;
        }
    }
}

double processor_seconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void print(const std::vector<Seen>& all, double seconds) {
    std::vector<double> times;
    int refused = 0;
    for (const auto& seen : all) {
        times.insert(times.end(), seen.milliseconds.begin(), seen.milliseconds.end());
        refused += seen.refused;
    }
    if (times.empty()) fail("no batch was answered 200, " + std::to_string(refused) + " otherwise");
    std::sort(times.begin(), times.end());
    const auto at = [&times](double part) {
        return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
    };
    std::printf(
        R"({"events_per_s":%.0f,"p50_ms":%.2f,"p99_ms":%.2f,"worst_ms":%.2f,"batches":%zu,)"
        R"("refused":%d,"own_cpu_s":%.2f})"
        "\n",
        static_cast<double>(times.size()) * events_in_batch / seconds,
        at(0.5),
        at(0.99),
        times.back(),
        times.size(),
        refused,
        processor_seconds()
    );
}

}  // namespace

int main(int count, char** given) {
    const char* key = std::getenv("WRITE_KEY");
    if (count != 6 || !key) fail("WRITE_KEY=… edge_load HOST PORT CA_FILE CONNECTIONS SECONDS");
    Target target{given[1], given[2], SSL_CTX_new(TLS_client_method()), key};
    SSL_CTX_set_verify(target.tls, SSL_VERIFY_PEER, nullptr);
    if (SSL_CTX_load_verify_locations(target.tls, given[3], nullptr) != 1)
        fail(std::string(given[3]) + ": no certificates");
    const auto connections = static_cast<std::size_t>(std::max(1, std::atoi(given[4])));
    const auto seconds = std::chrono::seconds(std::max(1, std::atoi(given[5])));
    const auto from = Steady::now() + warm_up;
    std::vector<Seen> seen(connections);
    std::vector<std::jthread> clients;
    for (std::size_t number = 0; number < connections; ++number) {
        clients.emplace_back([&, number] {
            run_client(target, static_cast<int>(number), from, from + seconds, seen[number]);
        });
    }
    clients.clear();
    const std::chrono::duration<double> passed = Steady::now() - from;
    print(seen, passed.count());
    SSL_CTX_free(target.tls);
}
