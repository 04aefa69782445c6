// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

namespace atlas::crypto {
namespace {

using namespace std::chrono_literals;

const Validity validity{Time(1700000000s), Time(2200000000s)};

struct Fixture {
    SeededRandom random{7};
    CertificateKey authority = make_authority("Atlas region a1b2 CA", {"test"}, validity, random);
};

TEST_CASE_FIXTURE(Fixture, "an authority says what it is") {
    const auto content = read_certificate(authority.certificate_pem).value();
    CHECK(content.common_name == "Atlas region a1b2 CA");
    CHECK(content.subject == "CN=Atlas region a1b2 CA");
    CHECK(content.issuer == content.subject);
    CHECK(content.authority);
    CHECK(check_issuer(authority.certificate_pem, authority.certificate_pem).ok());
}

TEST_CASE_FIXTURE(Fixture, "an issued certificate is read back") {
    const ServerNames names{{"events.staging.atlas.test", "*.atlas.test"}, {"127.0.0.1", "::1"}};
    const auto issued = issue_certificate(authority, names, validity, random).value();
    const auto content = read_certificate(issued.certificate_pem).value();
    CHECK(content.common_name == "events.staging.atlas.test");
    CHECK(content.issuer == "CN=Atlas region a1b2 CA");
    CHECK(content.dns_names == names.dns_names);
    CHECK(content.ip_addresses == names.ip_addresses);
    CHECK(content.serial.size() == 47);
    CHECK(content.fingerprint_sha256.size() == 64);
    CHECK(content.validity.not_before == validity.not_before);
    CHECK(content.validity.not_after == validity.not_after);
    CHECK(content.key_algorithm == "EC-prime256v1");
    CHECK(content.signature_algorithm == "ecdsa-with-SHA256");
    CHECK_FALSE(content.authority);
    CHECK(check_key(issued).ok());
    CHECK_FALSE(check_key({issued.certificate_pem, authority.key_pem}).ok());
    CHECK(check_issuer(issued.certificate_pem, authority.certificate_pem).ok());
}

TEST_CASE_FIXTURE(Fixture, "certificates are counted as they are read") {
    const auto& pem = authority.certificate_pem;
    CHECK(count_certificates(pem + pem).value() == 2);
    CHECK(count_certificates("words\n" + pem + authority.key_pem).value() == 1);
    CHECK(count_certificates("").value() == 0);
    // A BEGIN line that is indented does not count, as in read_certificate.
    CHECK(count_certificates(" " + pem).value() == 0);
    CHECK_FALSE(count_certificates(pem + pem.substr(0, pem.size() / 2)).ok());
}

/// A certificate that is valid until the year 2300.
constexpr std::string_view far_end =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBdDCCARmgAwIBAgIUc2+r9Bjc+NplKx/3L3IJKeYJCG4wCgYIKoZIzj0EAwIw\n"
    "DjEMMAoGA1UEAwwDZmFyMCAXDTI2MTEyNjE1MDgzN1oYDzIzMDAwOTExMTUwODM3\n"
    "WjAOMQwwCgYDVQQDDANmYXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATvi7OY\n"
    "CRC3wCqlAf1x4Omfu0NEHtJoxMm9tShYOFCg6owrVWV8kTNde9Rx5zotiHtFSwet\n"
    "7k8uzdfJ7TYL/xkao1MwUTAdBgNVHQ4EFgQUmoXlt14iWXeM4RSDpgVWmES/iUow\n"
    "HwYDVR0jBBgwFoAUmoXlt14iWXeM4RSDpgVWmES/iUowDwYDVR0TAQH/BAUwAwEB\n"
    "/zAKBggqhkjOPQQDAgNJADBGAiEAuxYgHoOtknK+2vMfW0VMOpN+T7ejJwNESVlv\n"
    "A6brlJ0CIQCfrxpZB4HloB/JCEtsoNpt6z/s5VAUKQIrLutP4a9U9w==\n"
    "-----END CERTIFICATE-----\n";

TEST_CASE("an end beyond what a Time holds is the farthest Time") {
    const auto content = read_certificate(far_end).value();
    CHECK(content.validity.not_after > content.validity.not_before);
    CHECK(Time::max() - content.validity.not_after < std::chrono::seconds(1));
}

TEST_CASE_FIXTURE(Fixture, "names that are none are refused") {
    for (const char* name : {"", "a b", "*", "a.*.test", "a..b", "-,DNS:evil.com", "a\ntest"}) {
        CAPTURE(name);
        CHECK_FALSE(issue_certificate(authority, {{name}, {}}, validity, random).ok());
    }
    CHECK_FALSE(issue_certificate(authority, {}, validity, random).ok());
    CHECK_FALSE(issue_certificate(authority, {{}, {"127.0.0"}}, validity, random).ok());
    CHECK_FALSE(issue_certificate({"x", "y"}, {{"a.test"}, {}}, validity, random).ok());
    CHECK_FALSE(read_certificate("-----BEGIN CERTIFICATE-----\nAA==\n").ok());
}

TEST_CASE_FIXTURE(Fixture, "a name beyond 64 characters leaves the common name out") {
    const auto name = std::string(60, 'a') + ".atlas.test";
    const auto issued = issue_certificate(authority, {{name}, {}}, validity, random).value();
    const auto content = read_certificate(issued.certificate_pem).value();
    CHECK(content.common_name.empty());
    CHECK(content.dns_names == std::vector{name});
}

/// Whether `openssl verify`, a program that is not ours, accepts a certificate for a host.
bool openssl_verifies(
    const std::string& authority, const std::string& certificate, const std::string& host
) {
    char folder[] = "/tmp/atlas-certificate-test.XXXXXX";
    REQUIRE(mkdtemp(folder));
    const std::filesystem::path path(folder);
    std::ofstream(path / "ca.pem") << authority;
    std::ofstream(path / "leaf.pem") << certificate;
    const auto command = "openssl verify -x509_strict -verify_hostname " + host + " -CAfile " +
                         (path / "ca.pem").string() + " " + (path / "leaf.pem").string() +
                         " >/dev/null 2>&1";
    const int status = std::system(command.c_str());
    std::filesystem::remove_all(path);
    return status == 0;
}

TEST_CASE("a certificate is issued for a key of each algorithm") {
    SeededRandom random{7};
    const auto authority = make_authority("region", {"test"}, validity, random);
    const std::pair<KeyAlgorithm, const char*> algorithms[] = {
        {KeyAlgorithm::ec_p256, "EC-prime256v1"},
        {KeyAlgorithm::ec_p384, "EC-secp384r1"},
        {KeyAlgorithm::rsa_2048, "RSA-2048"},
    };
    for (const auto& [algorithm, name] : algorithms) {
        const auto issued = issue_certificate_for_key(
            authority, make_key_pem(algorithm), {{"a.test"}, {}}, validity, random
        );
        REQUIRE(issued.ok());
        CHECK(check_key(issued.value()).ok());
        CHECK(read_certificate(issued.value().certificate_pem).value().key_algorithm == name);
    }
    CHECK_FALSE(issue_certificate_for_key(authority, "x", {{"a.test"}, {}}, validity, random).ok());
}

TEST_CASE_FIXTURE(Fixture, "openssl accepts our certificates within the authority's domains only") {
    const auto good =
        issue_certificate(authority, {{"*.atlas.test"}, {}}, validity, random).value();
    CHECK(openssl_verifies(authority.certificate_pem, good.certificate_pem, "a.atlas.test"));
    CHECK_FALSE(openssl_verifies(authority.certificate_pem, good.certificate_pem, "b.test"));
    const auto bad = issue_certificate(authority, {{"bank.com"}, {}}, validity, random).value();
    CHECK_FALSE(openssl_verifies(authority.certificate_pem, bad.certificate_pem, "bank.com"));
}

}  // namespace
}  // namespace atlas::crypto
