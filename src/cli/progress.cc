// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <fmt/core.h>

#include "cli/document.h"

namespace atlas::cli {

Progress::Progress(const Surroundings& surroundings)
    : surroundings_(surroundings),
      live_(surroundings.terminal && !surroundings.json && !surroundings.quiet),
      since_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
    clear();
}

double Progress::elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - since_).count();
}

void Progress::clear() {
    if (!shown_) return;
    fmt::print(stderr, "\r\x1b[K");
    std::fflush(stderr);
    shown_ = false;
}

void Progress::line(const std::string& text) {
    if (surroundings_.json || surroundings_.quiet) return;
    clear();
    fmt::print(stderr, "{}\n", text);
}

void Progress::event(const char* kind, const std::string& text, double seconds) {
    if (!surroundings_.json) return;
    json::Object object;
    object["Event"] = kind;
    object["Step"] = step_;
    object["Text"] = text;
    if (seconds >= 0) object["Seconds"] = seconds;
    print_line(std::move(object));
}

void Progress::begin(const std::string& step) {
    step_ = step;
    since_ = std::chrono::steady_clock::now();
    line(surroundings_.colour ? "\x1b[1m> " + step + "\x1b[0m" : "> " + step);
    event("begin", step, -1);
}

void Progress::note(const std::string& text) {
    auto columns = live_ ? surroundings_.columns - 5 : text.size();
    line("    " + shortened(text, columns));
    event("note", text, -1);
}

void Progress::note(const std::string& what, const std::string& outcome, double seconds) {
    auto text = fmt::format("{:>6.1f}s  {:<9} {}", seconds, outcome, what);
    line("  " + (live_ ? shortened(text, surroundings_.columns - 3) : text));
    event("note", what + " " + outcome, seconds);
}

void Progress::under_way(const std::string& what) {
    if (!live_) return;
    auto text = fmt::format("{:>5.0f}s  … {}", elapsed(), what.empty() ? step_ : what);
    fmt::print(stderr, "\r   {}\x1b[K", shortened(text, surroundings_.columns - 4));
    std::fflush(stderr);
    shown_ = true;
}

void Progress::done(const std::string& result) {
    line(fmt::format(
        "  {}{}{}  {:.1f}s",
        surroundings_.colour ? "\x1b[32m" : "",
        result,
        surroundings_.colour ? "\x1b[0m" : "",
        elapsed()
    ));
    event("done", result, elapsed());
}

void Progress::failed() {
    clear();
    if (!step_.empty()) event("failed", step_, elapsed());
}

void Progress::end(int code, const std::string& message) {
    clear();
    if (!surroundings_.json) return;
    json::Object object;
    object["Event"] = "end";
    object["Code"] = code;
    object["Message"] = message;
    print_line(std::move(object));
}

std::string shortened(const std::string& text, std::size_t columns) {
    std::size_t places = 0;
    std::size_t keep = 0;  // where "…" is put if the text is too long
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) continue;
        if (places + 1 <= columns) keep = at;
        if (++places > columns) return columns == 0 ? "" : text.substr(0, keep) + "…";
    }
    return text;
}

}  // namespace atlas::cli
