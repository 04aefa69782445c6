// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include <boost/json/basic_parser_impl.hpp>

#include "json/value.h"

namespace atlas::json {
namespace {

namespace bj = boost::json;
using ErrorOut = bj::error_code;

/// Builds a Value from the events of Boost.JSON's parser. `frames_` are the containers that are
/// still open, `text_` is the part of a key, string or number that was seen so far. The parser's
/// own limits on sizes are off; `parse` and this class check those of `Limits`.
class Builder {
public:
    explicit Builder(std::size_t members_max) : members_max_(members_max) {}

    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    Value take() { return std::move(root_); }
    const std::string& problem() const { return problem_; }

    bool on_document_begin(ErrorOut&) { return true; }
    bool on_document_end(ErrorOut&) { return true; }
    bool on_object_begin(ErrorOut&) { return open(Object()); }
    bool on_object_end(std::size_t, ErrorOut& error) {
        return names_are_unique(*frames_.back().container.as_object(), error) && close();
    }
    bool on_array_begin(ErrorOut&) { return open(Array()); }
    bool on_array_end(std::size_t, ErrorOut&) { return close(); }
    bool on_key_part(bj::string_view text, std::size_t, ErrorOut&) { return gather(text); }
    bool on_key(bj::string_view text, std::size_t, ErrorOut& error) {
        if (frames_.back().container.as_object()->size() == members_max_)
            return refuse("an object has too many members", error);
        gather(text);
        frames_.back().name = std::exchange(text_, {});
        return true;
    }
    bool on_string_part(bj::string_view text, std::size_t, ErrorOut&) { return gather(text); }
    bool on_string(bj::string_view text, std::size_t, ErrorOut&) {
        gather(text);
        return add(std::exchange(text_, {}));
    }
    bool on_number_part(bj::string_view text, ErrorOut&) { return gather(text); }
    bool on_int64(std::int64_t number, bj::string_view, ErrorOut&) {
        text_.clear();
        return add(number);
    }
    bool on_uint64(std::uint64_t number, bj::string_view, ErrorOut&) {
        // Above INT64_MAX.
        text_.clear();
        return add(static_cast<double>(number));
    }
    // Boost 1.81's own double may be off by one bit from the nearest one.
    bool on_double(double, bj::string_view text, ErrorOut& error) {
        gather(text);
        double number = 0;
        auto [end, failure] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
        text_.clear();
        if (failure != std::errc()) return refuse("a number is out of range", error);
        return add(number);
    }
    bool on_bool(bool value, ErrorOut&) { return add(value); }
    bool on_null(ErrorOut&) { return add(nullptr); }
    bool on_comment_part(bj::string_view, ErrorOut&) { return true; }
    bool on_comment(bj::string_view, ErrorOut&) { return true; }

private:
    struct Frame {
        Value container;
        std::string name;  // of the next member of an object
    };

    bool gather(bj::string_view text) {
        text_.append(text.data(), text.size());
        return true;
    }
    bool open(Value container) {
        frames_.push_back({std::move(container), {}});
        return true;
    }
    bool close() {
        auto value = std::move(frames_.back().container);
        frames_.pop_back();
        return add(std::move(value));
    }
    bool add(Value value) {
        if (frames_.empty()) {
            root_ = std::move(value);
        } else if (auto* array = frames_.back().container.as_array()) {
            array->push_back(std::move(value));
        } else {
            auto& frame = frames_.back();
            frame.container.as_object()->append(std::move(frame.name), std::move(value));
        }
        return true;
    }
    // Once per object, by sorting: looking for each name when it is added takes quadratic time.
    bool names_are_unique(const Object& object, ErrorOut& error) {
        names_.clear();
        for (const auto& [name, value] : object)
            names_.push_back(name);
        std::sort(names_.begin(), names_.end());
        auto twice = std::adjacent_find(names_.begin(), names_.end());
        if (twice == names_.end()) return true;
        return refuse("the name \"" + std::string(*twice) + "\" stands twice", error);
    }
    bool refuse(std::string problem, ErrorOut& error) {
        problem_ = std::move(problem);
        error = bj::error::syntax;
        return false;
    }

    const std::size_t members_max_;
    std::vector<Frame> frames_;
    std::vector<std::string_view> names_;
    std::string text_;
    std::string problem_;
    Value root_;
};

}  // namespace

Result<Value> parse(std::string_view text, Limits limits) {
    if (text.size() > limits.bytes_max) {
        return Error(
            ErrorCode::invalid_argument,
            "JSON of " + std::to_string(text.size()) + " bytes, at most " +
                std::to_string(limits.bytes_max)
        );
    }
    bj::parse_options options;
    options.max_depth = limits.depth_max;
    bj::basic_parser<Builder> parser(options, limits.members_max);
    bj::error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && used < text.size()) error = bj::error::extra_data;
    if (!error) return parser.handler().take();
    const auto& problem = parser.handler().problem();
    return Error(
        ErrorCode::invalid_argument,
        "JSON at byte " + std::to_string(used) + ": " +
            (problem.empty() ? error.message() : problem)
    );
}

}  // namespace atlas::json
