// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "crypto/certificate.h"
#include "net/client.h"
#include "net/server.h"

namespace atlas::net {
namespace {

using namespace std::chrono_literals;

struct TlsFixture {
    TlsFixture() {
        SeededRandom random(3);
        const auto now = std::chrono::system_clock::now();
        const crypto::Validity validity{now - 1h, now + 24h};
        const auto authority = crypto::make_authority("Test CA", {"test"}, validity, random);
        const auto issued =
            crypto::issue_certificate(authority, {{"*.atlas.test"}, {}}, validity, random).value();
        char pattern[] = "/tmp/atlas-tls-test.XXXXXX";
        folder = mkdtemp(pattern);
        std::ofstream(folder / "ca.pem") << authority.certificate_pem;
        server = Server::create({}, [](Request request, Respond respond) {
            Response response;
            response.body = request.target + std::string(request.body.size(), '.');
            respond(std::move(response));
        });
        auto socket = open_listener("127.0.0.1", 0).value();
        port = std::to_string(port_of(socket).value());
        const TlsIdentity identity{issued.certificate_pem, issued.key_pem};
        REQUIRE(server->listen(std::move(socket), identity).ok());
    }
    ~TlsFixture() { std::filesystem::remove_all(folder); }
    ClientOptions options() const {
        return {.ca_file = folder / "ca.pem", .connect_to = "127.0.0.1:" + port};
    }
    std::filesystem::path folder;
    std::unique_ptr<Server> server;
    std::string port;
};

Request request_of(std::string method, std::string body = {}) {
    Request request;
    request.method = std::move(method);
    request.body = std::move(body);
    return request;
}

TEST_CASE_FIXTURE(TlsFixture, "our client trusts the right authority and name only") {
    CHECK(fetch("https://a.atlas.test/x", request_of("GET"), options()).value().body == "/x");
    const auto large =
        fetch("https://a.atlas.test/", request_of("PUT", std::string(1 << 20, 'b')), options());
    CHECK(large.value().body.size() == (1 << 20) + 1);
    auto wrong_name = fetch("https://other.test/", request_of("GET"), options());
    CHECK(wrong_name.error().message().contains("hostname mismatch"));
    auto system = options();
    system.ca_file.clear();
    CHECK_FALSE(fetch("https://a.atlas.test/", request_of("GET"), system).ok());
}

TEST_CASE_FIXTURE(TlsFixture, "curl speaks to it, keep-alive and all") {
    const auto base = "https://a.atlas.test:" + port;
    const auto command = "curl -sS --max-time 10 --cacert " + (folder / "ca.pem").string() +
                         " --connect-to a.atlas.test:" + port + ":127.0.0.1:" + port + " " + base +
                         "/one " + base + "/two > " + (folder / "out").string();
    CHECK(std::system(command.c_str()) == 0);
    std::ifstream file(folder / "out");
    std::string text;
    file >> text;
    CHECK(text == "/one/two");
}

TEST_CASE_FIXTURE(TlsFixture, "TLS 1.1 and plain text are turned away") {
    const auto old =
        "openssl s_client -tls1_1 -cipher DEFAULT@SECLEVEL=0 -connect 127.0.0.1:" + port +
        " </dev/null >/dev/null 2>&1";
    CHECK(std::system(old.c_str()) != 0);
    CHECK_FALSE(fetch("http://127.0.0.1:" + port + "/", request_of("GET")).ok());
}

TEST_CASE_FIXTURE(TlsFixture, "an identity that is none is refused") {
    auto socket = open_listener("127.0.0.1", 0).value();
    auto refused = server->listen(std::move(socket), TlsIdentity{"x", "y"});
    CHECK(refused.error().code() == ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace atlas::net
