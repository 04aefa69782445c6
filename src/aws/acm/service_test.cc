// SPDX-License-Identifier: Apache-2.0
#include "aws/acm/service.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "aws/models/acm/delete_certificate.h"
#include "aws/models/acm/describe_certificate.h"
#include "aws/models/acm/get_certificate.h"
#include "aws/models/acm/import_certificate.h"
#include "aws/models/acm/list_certificates.h"
#include "aws/models/acm/list_tags_for_certificate.h"
#include "aws/models/acm/request_certificate.h"
#include "aws/models/acm/update_certificate_options.h"
#include "aws/wire/testing/held_workers.h"
#include "aws/wire/testing/service_fixture.h"

namespace atlas::aws::acm {
namespace {

using namespace std::chrono_literals;

crypto::CertificateKey make_test_authority(Time now) {
    SeededRandom random{7};
    return crypto::make_authority("test", {}, {now - 1h, now + std::chrono::days(3650)}, random);
}

struct Acm {
    testing::ServiceFixture fixture;
    crypto::CertificateKey authority = make_test_authority(fixture.host.time.now());
    std::vector<std::string> users;
    std::unique_ptr<AcmService> service =
        make_service(authority, [this](const std::string&) { return users; });

    Acm() { fixture.start({service.get()}); }

    Answer<RequestCertificateOutput> request(const RequestCertificateInput& input) {
        auto made = fixture.call<RequestCertificate>(input);
        fixture.settle();
        return made;
    }
    std::string arn_of(const std::string& name, const std::string& algorithm = "") {
        RequestCertificateInput input;
        input.domain_name = name;
        if (!algorithm.empty()) input.key_algorithm = algorithm;
        auto made = request(input);
        REQUIRE(made.ok());
        return made.value().certificate_arn.value_or("");
    }
    CertificateDetail detail(const std::string& arn) {
        auto shown = fixture.call<DescribeCertificate>({arn});
        REQUIRE(shown.ok());
        return shown.value().certificate.value();
    }
};

TEST_CASE("names under .test are issued at once, of AWS's default key algorithm") {
    Acm acm;
    RequestCertificateInput input;
    input.domain_name = "events.staging.atlas.test";
    input.subject_alternative_names = std::vector<std::string>{"*.staging.atlas.test"};
    auto arn = acm.request(input).value().certificate_arn.value_or("");
    auto detail = acm.detail(arn);
    CHECK(detail.status == "ISSUED");
    CHECK(detail.key_algorithm == "RSA_2048");
    CHECK(detail.domain_validation_options.size() == 2);
    CHECK(detail.domain_validation_options.front().validation_status == "SUCCESS");
    CHECK(*detail.not_after - acm.fixture.host.time.now() == std::chrono::days(198));
    auto pem = acm.service->certificate_pem(arn).value_or("");
    auto content = crypto::read_certificate(pem).value();
    CHECK(content.dns_names.size() == 2);
    CHECK(crypto::check_issuer(pem, acm.authority.certificate_pem).ok());
    auto got = acm.fixture.call<GetCertificate>({arn}).value();
    CHECK_FALSE(got.certificate.value_or("").contains("PRIVATE"));
    CHECK_FALSE(got.certificate_chain.value_or("").contains("PRIVATE"));
}

TEST_CASE("a certificate whose RSA key is not ready is pending, and issued once it is") {
    Acm acm;
    testing::HeldWorkers workers;
    acm.fixture.host.pool = &workers;
    std::vector<std::string> told;
    acm.service->on_changed([&](const std::string& arn) { told.push_back(arn); });
    const auto first = acm.arn_of("a.test");  // takes the key that was ready
    CHECK(acm.detail(first).status == "ISSUED");
    workers.held = true;
    const auto second = acm.arn_of("b.test");
    CHECK(acm.detail(second).status == "ISSUED");
    std::vector<std::string> pending{acm.arn_of("c.test"), acm.arn_of("d.test")};
    CHECK(workers.kept.size() == 1);  // one key at a time
    for (const auto& arn : pending) {
        CHECK(acm.detail(arn).status == "PENDING_VALIDATION");
        CHECK_FALSE(acm.service->certificate_pem(arn).has_value());
    }
    CHECK(acm.detail(acm.arn_of("e.test", "EC_prime256v1")).status == "ISSUED");
    const auto other = acm.arn_of("example.com");
    SUBCASE("in this run") {
        workers.release();
        acm.fixture.settle();
        CHECK(acm.detail(other).status == "PENDING_VALIDATION");
        std::ranges::sort(told);
        std::ranges::sort(pending);
        CHECK(told == pending);
    }
    SUBCASE("after a restart") {
        testing::ServiceFixture after;
        after.store.rows = acm.fixture.store.rows;
        auto service = make_service(acm.authority, [](const std::string&) {
            return std::vector<std::string>{};
        });
        after.start({service.get()});
        for (const auto& arn : pending)
            CHECK(service->certificate_pem(arn).has_value());
        CHECK_FALSE(service->certificate_pem(other).has_value());
        return;
    }
    for (const auto& arn : pending) {
        const auto detail = acm.detail(arn);
        CHECK(detail.status == "ISSUED");
        CHECK(detail.issued_at.has_value());
        CHECK(detail.domain_validation_options.front().validation_status == "SUCCESS");
        CHECK(acm.service->certificate_pem(arn).has_value());
    }
}

TEST_CASE("each algorithm that ACM issues is issued, others are refused") {
    Acm acm;
    for (const char* algorithm : {"RSA_2048", "EC_prime256v1", "EC_secp384r1"}) {
        auto arn = acm.arn_of("a.test", algorithm);
        CHECK(acm.detail(arn).key_algorithm == algorithm);
    }
    RequestCertificateInput input;
    input.domain_name = "a.test";
    for (const char* algorithm : {"RSA_1024", "RSA_4096", "EC_secp521r1"}) {
        input.key_algorithm = algorithm;
        CHECK(acm.request(input).error().code == "ValidationException");
    }
}

TEST_CASE("another name stays pending, with its validation record from the first Describe on") {
    Acm acm;
    RequestCertificateInput input;
    input.domain_name = "example.com";
    input.subject_alternative_names = std::vector<std::string>{"*.example.com", "a.test"};
    auto arn = acm.request(input).value().certificate_arn.value_or("");
    auto detail = acm.detail(arn);
    CHECK(detail.status == "PENDING_VALIDATION");
    REQUIRE(detail.domain_validation_options.size() == 3);
    const auto& first = detail.domain_validation_options[0];
    CHECK(first.validation_status == "PENDING_VALIDATION");
    REQUIRE(first.resource_record.has_value());
    CHECK(first.resource_record->type == "CNAME");
    CHECK(first.resource_record->name.ends_with(".example.com."));
    CHECK(first.resource_record->value.ends_with(".acm-validations.aws."));
    // A name and its wildcard share one validation record.
    CHECK(detail.domain_validation_options[1].resource_record->name == first.resource_record->name);
    CHECK_FALSE(acm.service->certificate_pem(arn).has_value());
    CHECK(acm.fixture.call<GetCertificate>({arn}).error().code == "RequestInProgressException");
}

TEST_CASE("a request with the same token is the same certificate for an hour") {
    Acm acm;
    RequestCertificateInput input;
    input.domain_name = "a.test";
    input.idempotency_token = "token";
    auto arn = acm.request(input).value().certificate_arn;
    CHECK(acm.request(input).value().certificate_arn == arn);
    acm.fixture.host.time.advance(61min);
    CHECK(acm.request(input).value().certificate_arn != arn);
}

TEST_CASE("what is no name, no key and no chain is refused") {
    Acm acm;
    RequestCertificateInput input;
    for (const char* name : {"", "local", "a..test", "*.*.test", "a b.test", "-"}) {
        input.domain_name = name;
        CHECK_FALSE(acm.request(input).ok());
    }
    auto pem = [](const std::string& text) {
        json::Blob blob;
        blob.bytes = text;
        return blob;
    };
    SeededRandom random{9};
    auto now = acm.fixture.host.time.now();
    auto own = crypto::issue_certificate(
                   acm.authority, {{"a.example.com"}, {}}, {now - 1h, now + 24h}, random
    )
                   .value();
    ImportCertificateInput importing;
    importing.certificate = pem(own.certificate_pem);
    importing.private_key = pem(acm.authority.key_pem);
    CHECK(acm.fixture.call<ImportCertificate>(importing).error().code == "ValidationException");
    importing.private_key = pem(own.key_pem);
    importing.certificate_chain = pem("-----BEGIN CERTIFICATE-----\nno\n");
    CHECK(acm.fixture.call<ImportCertificate>(importing).error().code == "ValidationException");
    importing.certificate_chain = pem(acm.authority.certificate_pem);
    auto made = acm.fixture.call<ImportCertificate>(importing);
    REQUIRE(made.ok());
    CHECK(acm.detail(made.value().certificate_arn.value_or("")).type == "IMPORTED");
}

TEST_CASE("an imported certificate has the tags it came with; one imported anew takes none") {
    Acm acm;
    SeededRandom random{9};
    auto now = acm.fixture.host.time.now();
    auto own = crypto::issue_certificate(
                   acm.authority, {{"a.example.com"}, {}}, {now - 1h, now + 24h}, random
    )
                   .value();
    ImportCertificateInput importing;
    importing.certificate.bytes = own.certificate_pem;
    importing.private_key.bytes = own.key_pem;
    importing.tags.push_back({"team", "red"});
    auto arn = acm.fixture.call<ImportCertificate>(importing).value().certificate_arn;
    auto tags = [&] {
        return acm.fixture.call<ListTagsForCertificate>({arn.value_or("")}).value().tags;
    };
    REQUIRE(tags().size() == 1);
    CHECK(tags()[0].value == "red");
    importing.certificate_arn = arn;
    importing.tags[0].value = "blue";
    CHECK(acm.fixture.call<ImportCertificate>(importing).error().code == "ValidationException");
    importing.tags.clear();
    CHECK(acm.fixture.call<ImportCertificate>(importing).ok());
    CHECK(tags().at(0).value == "red");
}

TEST_CASE("only an imported certificate is imported anew, and it stays the same resource") {
    Acm acm;
    SeededRandom random{9};
    auto now = acm.fixture.host.time.now();
    auto importing = [&](const std::string& name, crypto::KeyAlgorithm algorithm) {
        auto own = crypto::issue_certificate_for_key(
                       acm.authority,
                       crypto::make_key_pem(algorithm),
                       {{name}, {}},
                       {now - 1h, now + 24h},
                       random
        )
                       .value();
        ImportCertificateInput input;
        input.certificate.bytes = own.certificate_pem;
        input.private_key.bytes = own.key_pem;
        return input;
    };
    auto code = [&](const ImportCertificateInput& input) {
        auto answer = acm.fixture.call<ImportCertificate>(input);
        return answer.ok() ? "ok" : answer.error().code;
    };
    auto input = importing("a.example.com", crypto::KeyAlgorithm::ec_p256);
    input.certificate_arn = acm.arn_of("a.test", "EC_prime256v1");
    CHECK(code(input) == "ValidationException");
    CHECK(acm.detail(*input.certificate_arn).type == "AMAZON_ISSUED");
    CHECK(acm.detail(*input.certificate_arn).domain_name == "a.test");

    input.certificate_arn.reset();
    const auto arn = acm.fixture.call<ImportCertificate>(input).value().certificate_arn.value();
    const auto first = acm.detail(arn);
    UpdateCertificateOptionsInput options;
    options.certificate_arn = arn;
    options.options.certificate_transparency_logging_preference = "DISABLED";
    const bool has_options = acm.fixture.call<UpdateCertificateOptions>(options).ok();
    acm.fixture.host.time.advance(2h);
    input = importing("b.example.com", crypto::KeyAlgorithm::ec_p256);
    input.certificate_arn = arn;
    CHECK(code(input) == "ok");
    const auto second = acm.detail(arn);
    CHECK(second.domain_name == "b.example.com");
    CHECK(second.created_at == first.created_at);
    CHECK(*second.imported_at - *first.imported_at == 2h);
    CHECK(second.options.has_value() == has_options);
    if (has_options)
        CHECK(second.options->certificate_transparency_logging_preference == "DISABLED");
    input = importing("b.example.com", crypto::KeyAlgorithm::ec_p384);
    input.certificate_arn = arn;
    CHECK(code(input) == "ValidationException");
}

TEST_CASE("a certificate in use stays") {
    Acm acm;
    auto arn = acm.arn_of("a.test");
    acm.users = {"arn:balancer"};
    CHECK(acm.fixture.call<DeleteCertificate>({arn}).error().code == "ResourceInUseException");
    CHECK(acm.detail(arn).in_use_by == std::vector<std::string>{"arn:balancer"});
    acm.users.clear();
    CHECK(acm.fixture.call<DeleteCertificate>({arn}).ok());
    CHECK(acm.fixture.call<ListCertificates>({}).value().certificate_summary_list.empty());
}

TEST_CASE("a region that comes back near a certificate's end renews it") {
    Acm before;
    auto arn = before.arn_of("a.test");
    auto pending = before.arn_of("example.com");
    auto old = before.detail(arn);
    testing::ServiceFixture after;
    after.store.rows = before.fixture.store.rows;
    after.host.time.advance(std::chrono::days(154));
    auto service = make_service(before.authority, [](const std::string&) {
        return std::vector<std::string>{};
    });
    after.start({service.get()});
    auto renewed = after.call<DescribeCertificate>({arn}).value().certificate.value();
    CHECK(renewed.serial != old.serial);
    CHECK(*renewed.not_after - *old.not_after == std::chrono::days(154));
    CHECK(renewed.status == "ISSUED");
    auto still = after.call<DescribeCertificate>({pending}).value().certificate.value();
    CHECK(still.status == "PENDING_VALIDATION");
}

TEST_CASE("a region that runs renews its certificates before their end, and tells who serves") {
    Acm acm;
    std::vector<std::string> told;
    acm.service->on_changed([&](const std::string& arn) { told.push_back(arn); });
    std::vector<std::string> arns;
    for (const auto* name : {"a.test", "b.test", "c.test"})
        arns.push_back(acm.arn_of(name));
    acm.arn_of("example.com");
    auto old = acm.detail(arns.front());
    acm.fixture.advance(std::chrono::days(152));
    CHECK(told.empty());
    acm.fixture.advance(std::chrono::days(2));
    acm.fixture.settle();
    std::ranges::sort(arns);
    std::ranges::sort(told);
    CHECK(told == arns);
    auto renewed = acm.detail(arns.front());
    CHECK(renewed.not_after > old.not_after);
    auto pem = acm.service->certificate_pem(arns.front()).value();
    CHECK(crypto::read_certificate(pem).value().serial == renewed.serial);
    acm.fixture.advance(std::chrono::days(2));
    CHECK(told.size() == 3);
}

}  // namespace
}  // namespace atlas::aws::acm
