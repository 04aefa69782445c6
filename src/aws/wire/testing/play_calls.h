// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "aws/wire/testing/service_fixture.h"

namespace atlas::aws::testing {

/// Runs an operation of the service under test. Each case of a file gets a new one.
using Ask = std::function<Answer<json::Value>(std::string_view operation, const json::Value&)>;

/// Runs an operation by name and waits for its answer, which held workers must not delay.
inline Answer<json::Value> ask(
    ServiceFixture& fixture,
    const Principal& as,
    std::string_view service,
    std::string_view operation,
    const json::Value& input
) {
    std::optional<Answer<json::Value>> answer;
    fixture.host.perform_value(as, service, operation, input, [&](auto got) {
        answer = std::move(got);
    });
    fixture.settle();
    REQUIRE(answer);
    return std::move(*answer);
}

/// Plays a file of requests and expected answers, in the member names of the API's model. A call
/// without an expected error must succeed.
///
///     # a role is shown with what it was made of         begins a case: a service without rows
///     CreateRole {"RoleName":"r","Path":"/a/"}            operation and input
///       = {"Role":{"Path":"/a/"}}                         members that the answer must have;
///                                                         null: must not have; others may follow
///       $arn = Role.Arn                                   $arn stands for this value from here on
///     DeleteRole {"RoleName":"none"}
///       ! NoSuchEntity                                    the expected error code
class CallPlayer {
public:
    CallPlayer(std::string path, std::function<Ask()> start)
        : path_(std::move(path)), start_(std::move(start)) {}

    void play() {
        std::ifstream file(path_);
        REQUIRE_MESSAGE(file.is_open(), path_);
        std::string line;
        while (std::getline(file, line)) {
            ++number_;
            read(line);
        }
        expect_success();
        CHECK(calls_ > 0);
    }

private:
    void read(const std::string& line) {
        INFO(path_, ":", number_, ": ", line);
        if (line.empty()) return;
        if (line.starts_with("# ")) {
            expect_success();
            answer_.reset();
            names_.clear();
            ask_ = start_();
        } else if (line.starts_with("  = ")) {
            REQUIRE(answer_);
            REQUIRE_MESSAGE(answer_->ok(), said());
            CHECK_MESSAGE(has(answer_->value(), parse(line.substr(4))), said());
        } else if (line.starts_with("  ! ")) {
            REQUIRE(answer_);
            REQUIRE_MESSAGE(!answer_->ok(), said());
            CHECK(answer_->error().code == line.substr(4));
            refused_ = true;
        } else if (line.starts_with("  $")) {
            keep(line.substr(3));
        } else {
            call(line);
        }
    }

    void call(const std::string& line) {
        expect_success();
        auto blank = line.find(' ');
        REQUIRE(blank != std::string::npos);
        REQUIRE(ask_);
        answer_ = ask_(line.substr(0, blank), parse(line.substr(blank + 1)));
        refused_ = false;
        asked_ = line;
        ++calls_;
    }

    /// Fails the test if the last call failed and no line expected that.
    void expect_success() {
        if (answer_ && !answer_->ok() && !refused_) FAIL_CHECK(path_, ": ", asked_, ": ", said());
    }

    std::string said() const {
        if (!answer_->ok()) return answer_->error().code + ": " + answer_->error().message;
        return json::serialize(answer_->value());
    }

    json::Value parse(std::string text) const {
        for (const auto& [name, value] : names_)
            for (auto at = text.find("$" + name); at != std::string::npos;
                 at = text.find("$" + name, at + value.size()))
                text.replace(at, name.size() + 1, value);
        auto value = json::parse(text);
        REQUIRE_MESSAGE(value.ok(), text);
        return std::move(value).value();
    }

    /// Reads "arn = Role.Arn". A path goes through the first item of a list.
    void keep(const std::string& line) {
        auto equals = line.find(" = ");
        REQUIRE(equals != std::string::npos);
        REQUIRE(answer_->ok());
        const json::Value* found = &answer_->value();
        std::istringstream path(line.substr(equals + 3));
        for (std::string part; std::getline(path, part, '.');) {
            found = found->find(part);
            REQUIRE(found != nullptr);
            if (auto* list = found->as_array()) {
                REQUIRE_FALSE(list->empty());
                found = &(*list)[0];
            }
        }
        REQUIRE(found->as_string() != nullptr);
        names_[line.substr(0, equals)] = *found->as_string();
    }

    static bool has(const json::Value& value, const json::Value& wanted) {
        if (auto* object = wanted.as_object()) {
            if (!value.as_object()) return false;
            for (const auto& [name, expected] : *object) {
                auto* found = value.find(name);
                if (expected.is_null() ? found != nullptr : !found || !has(*found, expected))
                    return false;
            }
            return true;
        }
        if (auto* list = wanted.as_array()) {
            auto* found = value.as_array();
            if (!found || found->size() != list->size()) return false;
            for (std::size_t index = 0; index < list->size(); ++index)
                if (!has((*found)[index], (*list)[index])) return false;
            return true;
        }
        return value == wanted;
    }

    std::string path_;
    std::function<Ask()> start_;
    Ask ask_;
    std::optional<Answer<json::Value>> answer_;
    std::map<std::string, std::string, std::greater<>> names_;  // $arn2 is replaced before $arn
    std::string asked_;
    bool refused_ = false;
    int number_ = 0;
    int calls_ = 0;
};

}  // namespace atlas::aws::testing
