// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/core.h>

#include "json/value.h"

namespace atlas::cli {

Progress::Progress(const Surroundings& surroundings)
    : json_(surroundings.json),
      quiet_(surroundings.quiet),
      colour_(surroundings.terminal),
      since_(std::chrono::steady_clock::now()) {}

double Progress::elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since_).count();
}

void Progress::line(const std::string& text) {
    if (json_ || quiet_) return;
    fmt::print(stderr, "{}\n", text);
}

void Progress::event(const char* status, const std::string& text, double seconds) {
    if (!json_) return;
    json::Object object;
    object["step"] = step_;
    object["status"] = status;
    object["text"] = text;
    if (seconds >= 0) object["seconds"] = seconds;
    fmt::print("{}\n", json::serialize(object));
    std::fflush(stdout);
}

void Progress::begin(const std::string& step) {
    step_ = step;
    since_ = std::chrono::steady_clock::now();
    line((colour_ ? "\x1b[1m▸ " : "> ") + step + (colour_ ? "\x1b[0m" : ""));
    event("begin", step, -1);
}

void Progress::note(const std::string& what, double seconds) {
    line(
        seconds < 0 ? fmt::format("    {}", what)
                    : fmt::format("    {:<70} {:>6.1f}s", what, seconds)
    );
    event("note", what, seconds);
}

void Progress::done(const std::string& result) {
    line(fmt::format(
        "  {}{}{} {:.1f}s", colour_ ? "\x1b[32m" : "", result, colour_ ? "\x1b[0m" : "", elapsed()
    ));
    event("done", result, elapsed());
}

void Progress::error(const std::string& text) {
    if (!json_)
        fmt::print(
            stderr, "{}atlas: {}{}\n", colour_ ? "\x1b[31m" : "", text, colour_ ? "\x1b[0m" : ""
        );
    event("error", text, -1);
}

}  // namespace atlas::cli
