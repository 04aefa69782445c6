// SPDX-License-Identifier: Apache-2.0
// Conditions of trust policies see the whole request: its origin, the caller with its tags, and the
// input. Requests go through the wire format, as clients send them.
#include <doctest/doctest.h>

#include "aws/models/sts/assume_role.h"
#include "aws/sts/service.h"
#include "aws/wire/testing/service_fixture.h"
#include "aws/wire/testing/sign_request.h"
#include "base/encoding.h"
#include "crypto/session_token.h"

using namespace atlas;
using namespace atlas::aws;
using namespace atlas::aws::sts;

namespace {

const std::string role_arn = "arn:aws:iam::000011112222:role/deploy";
const std::string actions =
    R"("Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"])";

struct OneRole final : SessionSource {
    std::optional<Role> find_role(std::string_view arn) const override {
        if (arn != role_arn) return std::nullopt;
        return Role{role_arn, "AROADEPLOY", trust, std::chrono::hours(2), {}};
    }
    const std::string& region_key() const override { return key; }
    std::string trust;
    std::string key = std::string(32, 'k');
};

/// A role that trusts the user "ada" under a condition.
struct Trust {
    Trust() {
        ada.access_key_id = "AKIAADA";
        signer = {ada.access_key_id, "secret", "", "us-east-1"};
        fixture.start({sts.get()});
        when("");
    }
    void when(const std::string& condition) { trusting(R"("Condition":{)" + condition + "}"); }
    void trusting(const std::string& more) {
        roles.trust = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":)"
                      R"({"AWS":")" +
                      ada.role_arn + R"("},)" + actions + "," + more + "}}";
    }
    /// Calls AssumeRole and returns "ok" or the error's code.
    std::string ask(const std::string& more = "") {
        fixture.identities = {};
        fixture.identities.add_key(ada, "secret");
        if (!tags.empty()) fixture.identities.policies_of_arn(ada.arn).principal_tags = tags;
        net::Request request;
        request.method = "POST";
        request.target = "/";
        request.peer = "10.0.0.7";
        request.headers.set("content-type", "application/x-www-form-urlencoded");
        request.headers.set("user-agent", "aws-cli/2");
        request.body = "Action=AssumeRole&Version=2011-06-15&RoleArn=" + encode_percent(role_arn) +
                       "&RoleSessionName=release-1" + more;
        aws::testing::sign(request, signer, "sts", fixture.host.time.now());
        net::Response got;
        fixture.dispatcher().handler()(std::move(request), [&](net::Response response) {
            got = std::move(response);
        });
        fixture.settle();
        answer = got.body;
        if (got.status == 200) return "ok";
        const auto from = got.body.find("<Code>") + 6;
        return got.body.substr(from, got.body.find("</Code>") - from);
    }
    crypto::Session session() {
        const auto from = answer.find("<SessionToken>") + 14;
        const auto token = answer.substr(from, answer.find("</SessionToken>") - from);
        return crypto::open_session(roles.key, token).value();
    }

    aws::testing::ServiceFixture fixture;
    OneRole roles;
    std::unique_ptr<Service> sts = make_service(roles);
    Principal ada = fixture.role("ada");
    aws::testing::Signer signer;
    std::map<std::string, std::string> tags;
    std::string answer;
};

const std::string tag = "&Tags.member.1.Key=Team&Tags.member.1.Value=red";

}  // namespace

TEST_CASE("a trust condition sees where the request comes from") {
    Trust trust;
    trust.when(R"("IpAddress":{"aws:SourceIp":"10.0.0.0/24"})");
    CHECK(trust.ask() == "ok");
    trust.when(R"("IpAddress":{"aws:SourceIp":"10.0.1.0/24"})");
    CHECK(trust.ask() == "AccessDenied");
    trust.when(R"("NotIpAddress":{"aws:SourceIp":"10.0.0.0/24"})");
    CHECK(trust.ask() == "AccessDenied");
    trust.when(R"("StringLike":{"aws:UserAgent":"aws-cli/*"})");
    CHECK(trust.ask() == "ok");
}

TEST_CASE("on a full disk sessions are given as ever") {
    Trust trust;
    trust.when(R"("IpAddress":{"aws:SourceIp":"10.0.0.0/24"})");
    trust.fixture.dispatcher().refuse_growth_when([] { return "the disk is full"; });
    CHECK(trust.ask() == "ok");
    CHECK(trust.session().role_arn == role_arn);
    CHECK(trust.ask(tag) == "ok");
}

TEST_CASE("a trust condition sees the caller and his tags") {
    Trust trust;
    trust.when(R"("StringEquals":{"aws:PrincipalTag/Team":"red"})");
    CHECK(trust.ask() == "AccessDenied");
    trust.tags["Team"] = "red";
    CHECK(trust.ask() == "ok");
    trust.when(R"("ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::000011112222:role/ada"})");
    CHECK(trust.ask() == "ok");
    trust.when(R"("StringEquals":{"aws:ResourceAccount":"000011112222"})");
    CHECK(trust.ask() == "ok");
}

TEST_CASE("a trust condition sees what is asked for") {
    Trust trust;
    trust.when(R"("StringEquals":{"sts:ExternalId":"42"})");
    CHECK(trust.ask() == "AccessDenied");
    CHECK(trust.ask("&ExternalId=43") == "AccessDenied");
    CHECK(trust.ask("&ExternalId=42") == "ok");
    trust.when(R"("StringLike":{"sts:RoleSessionName":"release-*"})");
    CHECK(trust.ask() == "ok");
    trust.when(R"("StringEquals":{"aws:RequestTag/Team":"red"})");
    CHECK(trust.ask() == "AccessDenied");
    CHECK(trust.ask(tag) == "ok");
    trust.when(R"("StringEquals":{"sts:SourceIdentity":"ada"})");
    CHECK(trust.ask("&SourceIdentity=bob") == "AccessDenied");
    CHECK(trust.ask("&SourceIdentity=ada") == "ok");
}

TEST_CASE("session tags and a source identity are in the session") {
    Trust trust;
    REQUIRE(trust.ask(tag + "&TransitiveTagKeys.member.1=Team&SourceIdentity=ada") == "ok");
    const auto session = trust.session();
    CHECK(session.tags == std::map<std::string, std::string>{{"Team", "red"}});
    CHECK(session.transitive_tags == std::vector<std::string>{"Team"});
    CHECK(session.source_identity == "ada");
    CHECK(session.principal_id == "AROADEPLOY");
    CHECK(session.issued == trust.fixture.host.time.now());
    CHECK(trust.answer.contains("<SourceIdentity>ada</SourceIdentity>"));
    CHECK(trust.answer.contains("<PackedPolicySize>"));
    CHECK(trust.ask("&TransitiveTagKeys.member.1=Team") == "ValidationError");
    CHECK(trust.ask(tag + "&Tags.member.2.Key=team&Tags.member.2.Value=blue") == "ValidationError");
}

TEST_CASE("a session policy is a policy, and sealed into the session that it narrows") {
    Trust trust;
    const std::string narrow =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}})";
    REQUIRE(trust.ask("&Policy=" + encode_percent(narrow)) == "ok");
    CHECK(trust.session().policy == narrow);
    REQUIRE(trust.ask() == "ok");
    CHECK(trust.session().policy.empty());
    CHECK(trust.ask("&Policy=no") == "MalformedPolicyDocument");
}

TEST_CASE("transitive tags and the source identity go on to the next role and stay as they are") {
    Trust trust;
    trust.ada.session_tags = {{"Team", "red"}, {"Stage", "dev"}};
    trust.ada.transitive_tags = {"Team"};
    trust.ada.source_identity = "ada";
    REQUIRE(trust.ask() == "ok");
    CHECK(trust.session().tags == std::map<std::string, std::string>{{"Team", "red"}});
    CHECK(trust.session().source_identity == "ada");
    CHECK(trust.ask(tag) == "ValidationError");
    CHECK(trust.ask("&SourceIdentity=bob") == "AccessDenied");
}

TEST_CASE("tags and a source identity are actions of their own") {
    Trust trust;
    trust.roles.trust = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":)"
                        R"({"AWS":")" +
                        trust.ada.role_arn + R"("},"Action":"sts:AssumeRole"}})";
    CHECK(trust.ask() == "ok");
    CHECK(trust.ask(tag) == "AccessDenied");
    CHECK(trust.answer.contains("sts:TagSession"));
    CHECK(trust.ask("&SourceIdentity=ada") == "AccessDenied");
    CHECK(trust.answer.contains("sts:SetSourceIdentity"));
}

TEST_CASE("the account's root assumes no role") {
    Trust trust;
    trust.roles.trust =
        R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*",)" + actions +
        "}}";
    AssumeRoleInput input;
    input.role_arn = role_arn;
    input.role_session_name = "root";
    const auto refused = trust.fixture.call<AssumeRole>(input);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "AccessDenied");
    CHECK(refused.error().message == "Roles may not be assumed by root accounts.");
}
