// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "base/check.h"
#include "base/clock.h"
#include "region/control.h"
#include "region/region_thread.h"

namespace atlas::cli {

/// A region for tests: answers on the control socket of a temporary home with the JSON that the
/// test set for each operation. It has its own region thread.
class FakeRegion final : public region::Controlled {
public:
    FakeRegion() {
        char made[] = "/tmp/atlas-region-XXXXXX";
        ATLAS_CHECK(::mkdtemp(made), "a folder can be made in /tmp");
        home = made;
        auto opened = region::open_control(home, thread_, *this);
        ATLAS_CHECK(opened.ok(), "a socket can be made in it");
        server_ = std::move(opened).value();
        running_ = std::thread([this] { thread_.run(); });
    }
    ~FakeRegion() override {
        thread_.post([this] { changes_.end(); });
        server_->stop(std::chrono::seconds(1));
        thread_.stop();
        running_.join();
        std::filesystem::remove_all(home);
    }
    FakeRegion(const FakeRegion&) = delete;
    FakeRegion& operator=(const FakeRegion&) = delete;

    void note_change() {
        thread_.post([this] { changes_.note(); });
    }

    json::Value describe() override { return json::parse(description).value(); }
    void run_operation(
        const std::string&,
        const std::string& operation,
        const json::Value& input,
        std::move_only_function<void(json::Value)> then
    ) override {
        auto* token = input.find("nextToken");
        auto* page = token ? token->as_string() : nullptr;
        auto found = answers.find(page ? operation + " " + *page : operation);
        json::Object result;
        result["output"] = json::parse(found == answers.end() ? "{}" : found->second).value();
        then(std::move(result));
    }
    json::Value last_lines(const std::string&, int) override { return json::Object{}; }
    void await_change(region::Changes::Version known, region::Changes::Told told) override {
        changes_.await(known, std::move(told));
    }
    void stop(std::move_only_function<void()> done) override { done(); }

    std::string home;
    std::map<std::string, std::string> answers;  // operation, or "operation nextToken" → output
    std::string description = "{}";

private:
    region::RegionThread thread_;
    region::Changes changes_{thread_, SystemClock().now()};
    std::unique_ptr<net::Server> server_;
    std::thread running_;
};

}  // namespace atlas::cli
