// SPDX-License-Identifier: Apache-2.0
#include "net/server.h"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/answering_sink.h"
#include "net/client.h"

namespace atlas::net {
namespace {

using namespace std::chrono_literals;

Request request_of(std::string method, std::string body = {}) {
    Request request;
    request.method = std::move(method);
    request.body = std::move(body);
    return request;
}

/// A server on a loopback port that answers each request with its method, target and body.
struct Fixture {
    explicit Fixture(ServerOptions options = {}, Handler handler = echo) {
        server = Server::create(std::move(options), std::move(handler));
        auto socket = open_listener("127.0.0.1", 0).value();
        port = port_of(socket).value();
        REQUIRE(server->listen(std::move(socket)).ok());
    }
    static void echo(Request request, Respond respond) {
        Response response;
        response.headers.add("X-Peer", request.peer);
        response.body = request.method + " " + request.target + "\n" + request.body;
        respond(std::move(response));
    }
    std::string url(const std::string& target) const {
        return "http://127.0.0.1:" + std::to_string(port) + target;
    }
    /// A raw connection, for what a proper client would not send.
    int dial() const {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        return socket;
    }
    /// Sends the bytes and reads until the server closes.
    std::string exchange(const std::string& bytes) const {
        const int socket = dial();
        REQUIRE(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0);
        auto text = read_all(socket);
        ::close(socket);
        return text;
    }
    static std::string read_all(int socket) {
        std::string text;
        char piece[65536];
        for (ssize_t got; (got = ::read(socket, piece, sizeof piece)) > 0;)
            text.append(piece, static_cast<std::size_t>(got));
        return text;
    }
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

TEST_CASE_FIXTURE(Fixture, "a request reaches the handler and its answer the client") {
    const auto request = request_of("POST", "hello");
    const auto response = fetch(url("/a/b?c=%20"), request).value();
    CHECK(response.status == 200);
    CHECK(response.body == "POST /a/b?c=%20\nhello");
    CHECK(*response.headers.find("x-peer") == "127.0.0.1");
    CHECK(response.headers.find("Date")->size() == 29);
}

TEST_CASE_FIXTURE(Fixture, "pipelined requests are answered in order") {
    std::string sent;
    for (int index = 0; index < 50; ++index)
        sent += "GET /" + std::to_string(index) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    const auto text = exchange(sent + "GET /end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::size_t at = 0;
    for (int index = 0; index < 50; ++index) {
        at = text.find("GET /" + std::to_string(index) + "\n", at);
        REQUIRE(at != text.npos);
    }
    CHECK(text.ends_with("GET /end\n"));
}

TEST_CASE_FIXTURE(Fixture, "chunked bodies arrive whole, 100 Continue is said once") {
    const int socket = dial();
    const std::string head =
        "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
        "Connection: close\r\n\r\n";
    REQUIRE(::send(socket, head.data(), head.size(), 0) > 0);
    char line[64];
    const auto got = ::recv(socket, line, 25, MSG_WAITALL);
    CHECK(std::string(line, static_cast<std::size_t>(got)) == "HTTP/1.1 100 Continue\r\n\r\n");
    const std::string body = "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\n\r\n";
    for (char byte : body)
        REQUIRE(::send(socket, &byte, 1, MSG_NOSIGNAL) == 1);
    const auto text = read_all(socket);
    ::close(socket);
    CHECK(text.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(text.ends_with("\r\n\r\nPOST /c\nabcdefgh"));
}

TEST_CASE_FIXTURE(Fixture, "what is not HTTP is answered 400") {
    CHECK(exchange("hello\r\n\r\n").starts_with("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(exchange("GET / HTTP/3.0\r\n\r\n").starts_with("HTTP/1.1 400"));
    CHECK(exchange("GET / HTTP/1.1\r\nHost : x\r\n\r\n").starts_with("HTTP/1.1 400"));
    // Two lengths, or a length together with chunks, permit request smuggling.
    const std::string two = "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab";
    CHECK(exchange(two).starts_with("HTTP/1.1 400"));
    const std::string both =
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    CHECK(exchange(both).starts_with("HTTP/1.1 400"));
}

TEST_CASE("limits are answered by their own status") {
    ServerOptions options;
    options.header_bytes_max = 1024;
    options.body_bytes_max = 1000;
    const Fixture fixture(std::move(options));
    const auto long_head = "GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n";
    CHECK(fixture.exchange(long_head).starts_with("HTTP/1.1 431 "));
    CHECK(fixture.exchange("GET /" + std::string(2000, 'x')).starts_with("HTTP/1.1 431 "));
    const auto large = "POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'b');
    CHECK(fixture.exchange(large).starts_with("HTTP/1.1 413 "));
    const auto chunks = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                        std::string(1001, 'b') + "\r\n0\r\n\r\n";
    CHECK(fixture.exchange(chunks).starts_with("HTTP/1.1 413 "));
    const auto fits = "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n" +
                      std::string(1000, 'b');
    CHECK(fixture.exchange(fits).starts_with("HTTP/1.1 200 "));
}

TEST_CASE("bodies of all connections together are held to a budget, and it is given back") {
    std::atomic<bool> handling = false;
    Respond kept;
    ServerOptions options;
    options.bodies_bytes_max = 100'000;
    options.overloaded = [](const Request& request) {
        Response response;
        response.status = 503;
        response.body = "not now, " + request.target;
        return response;
    };
    const Fixture fixture(std::move(options), [&](Request request, Respond respond) {
        if (request.target != "/held") return Fixture::echo(std::move(request), std::move(respond));
        kept = std::move(respond);
        handling = true;
        handling.notify_all();
    });
    const auto large = request_of("POST", std::string(60'000, 'x'));
    std::jthread held([&] { CHECK(fetch(fixture.url("/held"), large).value().status == 200); });
    handling.wait(false);
    const auto refused = fetch(fixture.url("/more"), large).value();
    CHECK(refused.status == 503);
    CHECK(refused.body == "not now, /more");
    CHECK(fetch(fixture.url("/small"), request_of("POST", "x")).value().status == 200);
    kept(Response());
    held.join();
    for (int turn = 0; turn < 3; ++turn)
        CHECK(fetch(fixture.url("/more"), large).value().status == 200);
}

TEST_CASE("a body that never ends gives its budget back with its connection") {
    ServerOptions options;
    options.bodies_bytes_max = 100'000;
    options.body_timeout = 40ms;
    const Fixture fixture(std::move(options));
    const auto half = "POST / HTTP/1.1\r\nContent-Length: 90000\r\n\r\n" + std::string(60'000, 'x');
    CHECK(fixture.exchange(half).starts_with("HTTP/1.1 408 "));
    const auto large = request_of("POST", std::string(60'000, 'x'));
    CHECK(fetch(fixture.url("/"), large).value().status == 200);
}

TEST_CASE("a chunk's head and the trailers are held to the limit of a head") {
    ServerOptions options;
    options.header_bytes_max = 1024;
    const Fixture fixture(std::move(options));
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string long_text(200'000, 'x');
    CHECK(fixture.exchange(chunked + "3;" + long_text).starts_with("HTTP/1.1 431 "));
    CHECK(fixture.exchange(chunked + "0\r\nX: " + long_text).starts_with("HTTP/1.1 431 "));
    const auto fits =
        "POST / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;x=" +
        std::string(500, 'x') + "\r\nabc\r\n0\r\nX: y\r\n\r\n";
    CHECK(fixture.exchange(fits).ends_with("POST /\nabc"));
}

TEST_CASE("a head of more fields than the limit is answered 431, trailers counted") {
    ServerOptions options;
    options.header_fields_max = 10;
    const Fixture fixture(std::move(options));
    auto fields = [](int count) {
        std::string text;
        for (int index = 0; index < count; ++index)
            text += "a:b\r\n";
        return text;
    };
    const std::string get = "GET / HTTP/1.1\r\nConnection: close\r\n";
    CHECK(fixture.exchange(get + fields(9) + "\r\n").starts_with("HTTP/1.1 200 "));
    CHECK(fixture.exchange(get + fields(10) + "\r\n").starts_with("HTTP/1.1 431 "));
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + fields(5) +
                                "\r\n1\r\na\r\n0\r\n" + fields(5) + "\r\n";
    CHECK(fixture.exchange(chunked).starts_with("HTTP/1.1 431 "));
}

TEST_CASE_FIXTURE(Fixture, "a Transfer-Encoding other than chunked is 501, and no next request") {
    for (const char* coding :
         {"identity", "identity, chunked", "gzip, chunked", "chunked, chunked", "xchunked", ""}) {
        CAPTURE(coding);
        auto answer = exchange(
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + std::string(coding) +
            "\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        );
        CHECK(answer.starts_with("HTTP/1.1 501 "));
        CHECK_FALSE(answer.contains("/smuggled"));
    }
    auto twice = exchange(
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    CHECK(twice.starts_with("HTTP/1.1 400 "));  // Beast itself refuses two codings
    CHECK(exchange("POST / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: Chunked\r\n\r\n"
                   "1\r\na\r\n0\r\n\r\n")
              .ends_with("POST /\na"));
}

TEST_CASE("a client that stalls is answered 408, an idle one is closed") {
    ServerOptions options;
    options.header_timeout = options.body_timeout = options.idle_timeout = 40ms;
    const Fixture fixture(std::move(options));
    CHECK(fixture.exchange("GET / HT").starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    CHECK(fixture.exchange("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab")
              .starts_with("HTTP/1.1 408 "));
    CHECK(fixture.exchange("GET / HTTP/1.1\r\n\r\n").ends_with("GET /\n"));
}

TEST_CASE_FIXTURE(Fixture, "HTTP/1.0 is closed after its answer unless it asked otherwise") {
    CHECK(exchange("GET / HTTP/1.0\r\n\r\n").contains("Connection: close\r\n"));
    const auto kept =
        exchange("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n");
    CHECK(kept.contains("Connection: keep-alive\r\n"));
    CHECK(kept.ends_with("GET /2\n"));
}

TEST_CASE_FIXTURE(Fixture, "HTTP/1.0 gets no 100 Continue") {
    const int socket = dial();
    const std::string head = "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
    REQUIRE(::send(socket, head.data(), head.size(), MSG_NOSIGNAL) > 0);
    ::shutdown(socket, SHUT_WR);
    CHECK_FALSE(read_all(socket).contains("100 Continue"));
    ::close(socket);
}

TEST_CASE("HEAD answers the length without the body") {
    const Fixture fixture({}, [](Request request, Respond respond) {
        Response response;
        if (request.target == "/said") response.headers.add("Content-Length", "12345");
        response.body = request.method == "HEAD" && request.target == "/said" ? "" : "four";
        respond(std::move(response));
    });
    const auto head = request_of("HEAD");
    const auto counted = fetch(fixture.url("/"), head).value();
    CHECK(*counted.headers.find("Content-Length") == "4");
    CHECK(counted.body.empty());
    CHECK(*fetch(fixture.url("/said"), head).value().headers.find("Content-Length") == "12345");
}

TEST_CASE("a handler's line breaks do not become headers") {
    const Fixture fixture({}, [](Request, Respond respond) {
        Response response;
        response.headers.add("X-Text", "a\r\nSet-Cookie: b");
        response.headers.add("Content-Length", "1");
        response.status = 204;
        respond(std::move(response));
    });
    const auto text = fixture.exchange("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    CHECK(text.starts_with("HTTP/1.1 204 No Content\r\nX-Text: a  Set-Cookie: b\r\n"));
    CHECK_FALSE(text.contains("Content-Length"));
}

struct CountingSink final : BodySink {
    Result<> write(std::string_view bytes) override {
        if (count + bytes.size() > 3'000'000) return Error(ErrorCode::io, "full");
        count += bytes.size();
        return {};
    }
    std::size_t count = 0;
};

TEST_CASE("a body sink takes bodies beyond the limit, and its error ends the request") {
    ServerOptions options;
    options.body_bytes_max = 10;
    options.body_sink = [](const Request& request) -> std::shared_ptr<BodySink> {
        if (request.path() != "/blob") return nullptr;
        return std::make_shared<CountingSink>();
    };
    const Fixture fixture(std::move(options), [](Request request, Respond respond) {
        Response response;
        auto* sink = dynamic_cast<CountingSink*>(request.sink.get());
        response.body = std::to_string(sink->count) + " " + std::to_string(request.body.size());
        respond(std::move(response));
    });
    auto request = request_of("PUT", std::string(2'000'000, 'x'));
    CHECK(fetch(fixture.url("/blob?x"), request).value().body == "2000000 0");
    request.body.resize(4'000'000);
    CHECK(fetch(fixture.url("/blob"), request).value().status == 500);
}

struct RefusingSink final : AnsweringSink {
    explicit RefusingSink(std::size_t most) : bytes_max(most) {}
    Result<> write(std::string_view bytes) override {
        count += bytes.size();
        return {};
    }
    std::optional<Response> early_answer() override {
        if (count <= bytes_max && bytes_max > 0) return std::nullopt;
        Response response;
        response.status = 413;
        response.body = "no more\n";
        return response;
    }
    std::size_t bytes_max;
    std::size_t count = 0;
};

TEST_CASE("an answer that a sink knows is given before the body is whole, and ends the connection"
) {
    ServerOptions options;
    options.body_sink = [](const Request& request) -> std::shared_ptr<BodySink> {
        return std::make_shared<RefusingSink>(request.path() == "/by-head" ? 0 : 4);
    };
    std::atomic<int> handled = 0;
    const Fixture fixture(std::move(options), [&](Request, Respond respond) {
        ++handled;
        respond(Response());
    });
    const std::string length = " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n";
    // The client never sends any of the body.
    auto by_head = fixture.exchange("POST /by-head" + length + "\r\n");
    CHECK(by_head.starts_with("HTTP/1.1 413 "));
    CHECK(by_head.contains("Connection: close\r\n"));
    CHECK(by_head.ends_with("no more\n"));
    const auto waiting =
        fixture.exchange("POST /by-head" + length + "Expect: 100-continue\r\n\r\n");
    CHECK(waiting.starts_with("HTTP/1.1 413 "));
    CHECK(fixture.exchange("POST /by-size" + length + "\r\nabcde").starts_with("HTTP/1.1 413 "));
    CHECK(handled == 0);
}

TEST_CASE("a file is sent by its range") {
    char path[] = "/tmp/atlas-net-test.XXXXXX";
    ::close(mkstemp(path));
    std::string content;
    for (int index = 0; index < 200'000; ++index)
        content += std::to_string(index) + ",";
    std::ofstream(path) << content;
    const Fixture fixture({}, [&](Request request, Respond respond) {
        Response response;
        response.status = 206;
        response.file = request.target == "/none" ? "/nonexistent/file" : path;
        response.file_offset = 7;
        response.file_length = content.size() - 17;
        respond(std::move(response));
    });
    const auto get = request_of("GET");
    CHECK(fetch(fixture.url("/"), get).value().body == content.substr(7, content.size() - 17));
    CHECK(fetch(fixture.url("/none"), get).value().status == 500);
    ::unlink(path);
}

TEST_CASE("an answer may come from another thread, and a forgotten one closes the connection") {
    std::vector<std::jthread> threads;
    const Fixture fixture({.threads = 2}, [&](Request request, Respond respond) {
        if (request.target == "/forget") return;
        threads.emplace_back([respond = std::move(respond)]() mutable {
            Response response;
            response.body = "later";
            respond(std::move(response));
        });
    });
    const auto get = request_of("GET");
    CHECK(fetch(fixture.url("/"), get).value().body == "later");
    auto forgotten = fetch(fixture.url("/forget"), get);
    CHECK(forgotten.error().code() == ErrorCode::unavailable);
}

TEST_CASE("who waits for an answer can be told to give up") {
    Respond kept;
    linux::Fd given_up(::eventfd(0, EFD_CLOEXEC));
    const Fixture fixture({}, [&](Request, Respond respond) {
        kept = std::move(respond);
        ::eventfd_write(given_up.number(), 1);
    });
    ClientOptions options;
    options.timeout = std::chrono::hours(1);
    options.given_up = given_up.number();
    auto answer = fetch(fixture.url("/"), request_of("GET"), options);
    CHECK(answer.error().code() == ErrorCode::timed_out);
}

TEST_CASE("stop lets a running request finish and then closes the rest") {
    std::atomic<bool> handling = false;
    Respond kept;
    Fixture fixture({}, [&](Request, Respond respond) {
        kept = std::move(respond);
        handling = true;
        handling.notify_all();
    });
    const int idle = fixture.dial();
    std::string body;
    std::jthread client([&] {
        const auto get = request_of("GET");
        body = fetch(fixture.url("/"), get).value().body;
    });
    handling.wait(false);
    std::jthread answer([&] {
        Response response;
        response.body = "done";
        kept(std::move(response));
    });
    fixture.server->stop(5s);
    client.join();
    CHECK(body == "done");
    CHECK(Fixture::read_all(idle).empty());
    ::close(idle);
}

TEST_CASE("an answer that comes after the server's end falls on the floor") {
    std::atomic<bool> handling = false;
    Respond kept;
    auto fixture = std::make_unique<Fixture>(ServerOptions(), [&](Request, Respond respond) {
        kept = std::move(respond);
        handling = true;
        handling.notify_all();
    });
    const int socket = fixture->dial();
    REQUIRE(::send(socket, "GET / HTTP/1.1\r\n\r\n", 18, 0) == 18);
    handling.wait(false);
    fixture.reset();
    CHECK(Fixture::read_all(socket).empty());
    kept(Response());
    ::close(socket);
}

TEST_CASE("more connections than allowed wait for a place") {
    ServerOptions options;
    options.connections_max = 1;
    options.idle_timeout = 40ms;
    const Fixture fixture(std::move(options));
    const int first = fixture.dial();
    REQUIRE(::send(first, "GET / HTTP/1.1\r\n\r\n", 18, 0) == 18);
    CHECK(fixture.exchange("GET /2 HTTP/1.0\r\n\r\n").ends_with("GET /2\n"));
    ::close(first);
}

TEST_CASE("the client says what went wrong") {
    const auto get = request_of("GET");
    CHECK(fetch("ftp://x/", get).error().code() == ErrorCode::invalid_argument);
    CHECK(fetch("http://a b/", get).error().code() != ErrorCode::timed_out);
    auto socket = open_listener("127.0.0.1", 0).value();
    const auto url = "http://127.0.0.1:" + std::to_string(port_of(socket).value()) + "/";
    // No process accepts: the connection stays in the backlog and is never answered.
    CHECK(
        fetch(url, get, {.timeout = 30ms, .ca_file = {}, .connect_to = {}}).error().code() ==
        ErrorCode::timed_out
    );
    socket.close();
    CHECK(fetch(url, get).error().code() == ErrorCode::unavailable);
}

}  // namespace
}  // namespace atlas::net
