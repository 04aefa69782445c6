// SPDX-License-Identifier: Apache-2.0
// A request on the region's control socket: it is answered once, and what reaches the region is
// within what the header promises.
#include <cstdint>

#include "base/check.h"
#include "region/control.h"
#include "request_of.h"

namespace {

using namespace atlas;

class FakeRegion final : public region::Controlled {
public:
    json::Value describe() override { return json::Object{}; }
    void run_operation(
        const std::string& service,
        const std::string&,
        const json::Value&,
        std::move_only_function<void(json::Value)> then
    ) override {
        ATLAS_CHECK(service.find('/') == std::string::npos, "a service is one segment");
        then(json::Object{});
    }
    json::Value last_lines(const std::string&, int count) override {
        ATLAS_CHECK(count >= 0 && count <= 1000, "a number of lines is one");
        return json::Object{};
    }
    void await_change(region::Changes::Version known, region::Changes::Told told) override {
        told(known);
    }
    void stop(std::move_only_function<void()> done) override { done(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
    auto request = fuzz::request_of({reinterpret_cast<const char*>(bytes), count});
    if (!request) return 0;
    FakeRegion region;
    int answers = 0;
    region::answer_control(region, *request, [&](const net::Response& response) {
        ++answers;
        ATLAS_CHECK(json::parse(response.body).ok(), "an answer is JSON");
    });
    ATLAS_CHECK(answers == 1, "a request is answered once");
    return 0;
}
