// SPDX-License-Identifier: Apache-2.0
#include "policy/policy.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

namespace atlas::policy {
namespace {

/// Runs one file of golden decisions; testdata/README.md describes its lines.
class Golden {
public:
    void run(const std::filesystem::path& path) {
        std::ifstream file(path);
        int number = 0;
        for (std::string line; std::getline(file, line);) {
            ++number;
            CAPTURE(path.filename().string() + ":" + std::to_string(number));
            take(line);
        }
        CHECK(number > 0);
    }

private:
    void take(const std::string& line) {
        std::istringstream words(line);
        std::string verb;
        words >> verb;
        if (verb.empty() || verb.starts_with('#')) return;
        if (line.starts_with("  ")) {
            CHECK(why_ == line.substr(2));
        } else if (verb == "reset") {
            identity_.clear();
            others_.clear();
        } else if (verb == "policy") {
            add_policy(words);
        } else if (verb == "as") {
            role_.clear();
            words >> principal_ >> role_;
        } else if (verb == "refuse") {
            auto parsed = parse(line.substr(7));
            REQUIRE_FALSE(parsed.ok());
            why_ = parsed.error().message();
        } else {
            ask(verb, words);
        }
    }

    void add_policy(std::istringstream& words) {
        std::string kind, name, text;
        words >> kind >> name;
        std::getline(words, text);
        auto parsed = parse(text);
        REQUIRE_MESSAGE(parsed.ok(), (parsed ? "" : parsed.error().message()));
        Named policy{name, parsed.value()};
        if (kind == "identity") {
            identity_.push_back(policy);
        } else {
            others_[kind] = policy;
        }
    }

    void ask(const std::string& verb, std::istringstream& words) {
        std::string action, resource;
        words >> action >> resource;
        Context context;
        for (std::string pair; words >> pair;) {
            const auto equals = pair.find('=');
            std::istringstream values(pair.substr(equals + 1));
            for (std::string value; std::getline(values, value, ',');)
                context[pair.substr(0, equals)].push_back(value);
        }
        const Request request{principal_, role_, "123456789012", action, resource, &context};
        auto other = [this](const char* kind) -> const Named* {
            return others_.contains(kind) ? &others_[kind] : nullptr;
        };
        const Applicable applicable{
            &identity_, other("boundary"), other("session"), other("resource")
        };
        const auto decision = other("trust") ? evaluate_trust(request, *other("trust"))
                                             : evaluate(request, applicable);
        why_ = decision.why;
        const Effect expected = verb == "allow"  ? Effect::allow
                                : verb == "deny" ? Effect::explicit_deny
                                                 : Effect::implicit_deny;
        CAPTURE(why_);
        CHECK(decision.effect == expected);
        CHECK((verb == "allow" || verb == "deny" || verb == "none"));
    }

    std::vector<Named> identity_;
    std::map<std::string, Named> others_;
    std::string principal_;
    std::string role_;
    std::string why_;
};

TEST_CASE("decisions are those of the golden files") {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(ATLAS_POLICY_TESTDATA)) {
        if (entry.path().extension() != ".txt") continue;
        Golden().run(entry.path());
        ++files;
    }
    CHECK(files == 5);
}

TEST_CASE("limits of a document hold") {
    std::string many = R"({"Statement":[)";
    const std::string one = R"({"Effect":"Allow","Action":"a:b","Resource":"*"})";
    for (int count = 0; count < 501; ++count)
        many += one + (count < 500 ? "," : "]}");
    CHECK(parse(many).error().message() == "Statement: has more than 500 entries");
    CHECK_FALSE(parse(R"({"Id":")" + std::string(130 << 10, 'x') + R"(","Statement":[]})").ok());
    CHECK_FALSE(parse(R"({"Statement":[],"Statement":[]})").ok());
}

TEST_CASE("a pattern made to be slow is not") {
    const std::string text = R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*)" + [] {
        std::string stars;
        for (int count = 0; count < 200; ++count)
            stars += "a*";
        return stars;
    }() + R"(b"}})";
    const std::vector<Named> identity{{"p", parse(text).value()}};
    const std::string resource(2000, 'a');
    const Request request{"arn:aws:iam::1:user/a", "", "1", "a:b", resource, nullptr};
    CHECK_FALSE(evaluate(request, {.identity = &identity}).allowed());
}

}  // namespace
}  // namespace atlas::policy
