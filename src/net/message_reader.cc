// SPDX-License-Identifier: Apache-2.0
#include "net/message_reader.h"

#include <utility>

#include <boost/beast/http/basic_parser.hpp>

namespace atlas::net {
namespace {

namespace http = boost::beast::http;
using ErrorOut = boost::beast::error_code;
using Text = boost::beast::string_view;

/// Memory for a body is reserved by its Content-Length, which costs the sender nothing to claim, so
/// only up to this size.
constexpr std::uint64_t reserve_max = 1 << 20;

std::string text_of(Text text) {
    return std::string(text.data(), text.size());
}

template <bool is_request>
class Parser final : public http::basic_parser<is_request> {
public:
    Parser(
        MessageReader& out,
        ReaderLimits limits,
        const MessageReader::ChooseSink* choose,
        bool to_head
    )
        : out_(out), limits_(limits), choose_(choose) {
        this->eager(true);
        this->header_limit(static_cast<std::uint32_t>(limits.header_bytes_max));
        this->body_limit(boost::none);  // `add` checks it: a body with a sink has no limit.
        if (to_head) this->skip(true);
    }
    bool sink_failed() const { return sink_failed_; }
    bool out_of_budget() const { return out_of_budget_; }
    bool unknown_coding() const { return unknown_coding_; }
    void give_back_budget() {
        if (limits_.budget) limits_.budget->give_back(std::exchange(taken_, 0));
    }
    // A client of HTTP/1.0 cannot expect an interim response (RFC 9110, section 10.1.1).
    bool expects_continue() const { return expects_continue_ && !old_version_; }
    bool old_version() const { return old_version_; }

private:
    void on_request_impl(http::verb, Text method, Text target, int version, ErrorOut&) override {
        old_version_ = version < 11;
        out_.request.method = text_of(method);
        out_.request.target = text_of(target);
    }
    void on_response_impl(int code, Text, int, ErrorOut&) override { out_.response.status = code; }
    void on_field_impl(http::field field, Text name, Text value, ErrorOut& error) override {
        if constexpr (is_request) {
            if (++fields_ > limits_.header_fields_max) {
                error = http::error::header_limit;
                return;
            }
            if (field == http::field::transfer_encoding && !takes_coding(value)) {
                error = http::error::bad_transfer_encoding;
                return;
            }
            if (field == http::field::expect)
                expects_continue_ = same_name({value.data(), value.size()}, "100-continue");
            out_.request.headers.add(text_of(name), text_of(value));
        } else {
            out_.response.headers.add(text_of(name), text_of(value));
        }
    }
    // Beast ignores codings that it does not know and would then parse the body as the next
    // request (request smuggling), so only "chunked" is accepted.
    bool takes_coding(Text value) {
        unknown_coding_ =
            std::exchange(has_coding_, true) || !same_name({value.data(), value.size()}, "chunked");
        return !unknown_coding_;
    }
    void on_header_impl(ErrorOut& error) override {
        if constexpr (is_request) {
            if (choose_ && *choose_) out_.request.sink = (*choose_)(out_.request);
        }
        const auto length = this->content_length().value_or(0);
        if (out_.request.sink || length == 0) return;
        if (length > limits_.body_bytes_max) {
            error = http::error::body_limit;
        } else {
            body().reserve(std::min(length, reserve_max));
        }
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorOut&) override {}
    std::size_t on_body_impl(Text bytes, ErrorOut& error) override { return add(bytes, error); }
    void on_chunk_header_impl(std::uint64_t, Text, ErrorOut&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, ErrorOut& error) override {
        return add(bytes, error);
    }
    void on_finish_impl(ErrorOut&) override {}

    std::string& body() {
        if constexpr (is_request) return out_.request.body;
        return out_.response.body;
    }
    std::size_t add(Text bytes, ErrorOut& error) {
        if (out_.request.sink) {
            sink_failed_ = !out_.request.sink->write({bytes.data(), bytes.size()}).ok();
            if (sink_failed_) error = http::error::bad_value;
        } else if (body().size() + bytes.size() > limits_.body_bytes_max) {
            error = http::error::body_limit;
        } else if (limits_.budget && !limits_.budget->take(bytes.size())) {
            out_of_budget_ = true;
            error = http::error::body_limit;
        } else {
            taken_ += bytes.size();
            body().append(bytes.data(), bytes.size());
        }
        return bytes.size();
    }

    MessageReader& out_;
    ReaderLimits limits_;
    const MessageReader::ChooseSink* choose_;
    std::size_t fields_ = 0;
    std::uint64_t taken_ = 0;  // of the budget
    bool out_of_budget_ = false;
    bool has_coding_ = false;
    bool unknown_coding_ = false;
    bool expects_continue_ = false;
    bool old_version_ = false;
    bool sink_failed_ = false;
};

template <bool is_request>
class BeastReader final : public MessageReader {
public:
    BeastReader(ReaderLimits limits, const ChooseSink* choose, bool to_head)
        : limits_(limits), choose_(choose), to_head_(to_head) {
        BeastReader::restart();
    }
    ~BeastReader() override { parser_->give_back_budget(); }
    BeastReader(const BeastReader&) = delete;
    BeastReader& operator=(const BeastReader&) = delete;
    void restart() override {
        if (parser_) parser_->give_back_budget();
        request = {};
        response = {};
        refusal_.reset();
        parser_.emplace(*this, limits_, choose_, to_head_);
    }
    std::size_t take(std::string_view bytes) override {
        ErrorOut error;
        const auto used =
            parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
        note(error);
        return used;
    }
    void take_end() override {
        // Beast's put_eof requires that something was received.
        if (!parser_->got_some()) {
            refusal_ = Refusal::malformed;
            return;
        }
        ErrorOut error;
        parser_->put_eof(error);
        note(error);
    }
    void give_back_budget() override { parser_->give_back_budget(); }
    std::optional<Refusal> refusal() const override { return refusal_; }
    bool head_done() const override { return parser_->is_header_done(); }
    bool done() const override { return !refusal_ && parser_->is_done(); }
    bool keep_alive() const override { return parser_->keep_alive(); }
    bool old_version() const override { return parser_->old_version(); }
    bool expects_continue() const override { return parser_->expects_continue(); }

private:
    void note(const ErrorOut& error) {
        if (!error || error == http::error::need_more) return;
        if (parser_->sink_failed()) {
            refusal_ = Refusal::sink_failed;
        } else if (parser_->unknown_coding()) {
            refusal_ = Refusal::unknown_coding;
        } else if (parser_->out_of_budget()) {
            refusal_ = Refusal::out_of_budget;
        } else if (error == http::error::body_limit) {
            refusal_ = Refusal::body_too_large;
        } else if (error == http::error::header_limit) {
            refusal_ = Refusal::head_too_large;
        } else {
            refusal_ = Refusal::malformed;
        }
    }

    ReaderLimits limits_;
    const ChooseSink* choose_;
    bool to_head_;
    std::optional<Parser<is_request>> parser_;
    std::optional<Refusal> refusal_;
};

}  // namespace

std::unique_ptr<MessageReader> MessageReader::of_request(
    ReaderLimits limits, const ChooseSink* choose_sink
) {
    return std::make_unique<BeastReader<true>>(limits, choose_sink, false);
}

std::unique_ptr<MessageReader> MessageReader::of_response(ReaderLimits limits, bool to_head) {
    return std::make_unique<BeastReader<false>>(limits, nullptr, to_head);
}

}  // namespace atlas::net
