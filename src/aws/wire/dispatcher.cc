// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/dispatcher.h"

#include <atomic>
#include <map>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "aws/wire/encode_output.h"
#include "aws/wire/error_document.h"
#include "aws/wire/find_operation.h"
#include "aws/wire/kept_answers.h"
#include "aws/wire/operation_call.h"
#include "aws/wire/read_request.h"
#include "aws/wire/slow_parts.h"
#include "aws/wire/validate.h"
#include "base/check.h"
#include "base/log.h"

namespace atlas::aws {
namespace {

std::vector<const ServiceModel*> models_of(const std::vector<Service*>& services) {
    std::vector<const ServiceModel*> models;
    for (auto* service : services)
        models.push_back(&service->model());
    return models;
}

/// Under which a mutation's answer is kept: who, what, the client's own id of the attempt, and what
/// was sent. Empty = the client named no attempt.
std::string key_of(const ReadRequest& request) {
    if (!request.entry->access->changes() || request.invocation_id.empty()) return {};
    return fmt::format(
        "{}/{}/{}/{}",
        request.principal.access_key_id,
        request.entry->action,
        request.invocation_id,
        request.payload_hash.substr(0, 16)
    );
}

class RegionDispatcher final : public Dispatcher {
public:
    RegionDispatcher(
        Host& host,
        store::Store& store,
        const Identities& identities,
        const std::vector<Service*>& services,
        std::string sealing_key
    )
        : host_(host),
          store_(store),
          index_(models_of(services)),
          parts_{host, identities, table_},
          reader_(host, identities, index_, table_),
          kept_(std::move(sealing_key)),
          slow_(host) {
        for (auto* service : services)
            table_.add(*service);
    }

    net::Handler handler() override {
        return [this](const net::Request& request, net::Respond respond) {
            receive(request, std::move(respond));
        };
    }

    void refuse_growth_when(std::function<std::optional<std::string>()> shortage) override {
        shortage_ = std::move(shortage);
    }

    net::Response overloaded(const net::Request& request) override {
        auto target = index_.find(request, {});
        auto known = target ? std::move(target).value() : Target{};
        Error busy(ErrorCode::unavailable, "too many requests are under way; ask again");
        auto error = aws_error_of(busy);
        if (known.service) error = in_words_of(*known.service, std::move(error));
        return encode_error(known.protocol, known.service, error, random_.uuid());
    }

    void transact(const Principal& as, const std::function<void(Call&)>& decide) override {
        Work work;
        Origin origin;
        auto request_id = random_.uuid();
        OperationCall call(parts_, as, nullptr, origin, request_id, work);
        decide(call);
        commit(std::move(work), [] {});
    }

    void perform_value(
        const Principal& as,
        std::string_view service,
        std::string_view operation,
        const json::Value& input,
        SlowParts::Then then
    ) override {
        auto* entry = table_.find(service, operation);
        if (!entry) return then(not_implemented(service, operation));
        if (auto valid = validate(*entry->service, *entry->model, input); !valid)
            return then(std::move(valid).error());
        // The region's own services finish what they began, in the room that is kept for that.
        if (as.kind == Principal::Kind::administrator) {
            if (auto refused = refuse_on_full_disk(*entry)) return then(std::move(*refused));
        }
        Origin origin;
        auto finish = [this, then = std::move(then)](Work work, auto answer) mutable {
            commit(std::move(work), [] {});
            then(std::move(answer));
        };
        carry_out(*entry, as, origin, random_.uuid(), input, std::move(finish));
    }

    Result<> load(const store::Row& row) override {
        if (row.table == KeptAnswers::table) return kept_.load(row);
        return Error(ErrorCode::invalid_argument, "unknown table " + row.table);
    }

private:
    /// Io thread.
    void receive(const net::Request& request, net::Respond respond) {
        auto request_id = random_.uuid();
        Target target;
        auto read = reader_.read(request, target);
        if (!read) {
            auto& error = read.error();
            log::debug("api", "{} {}: {}", target.asked, error.code, error.message);
            respond(encode_error(target.protocol, target.service, error, request_id));
            return;
        }
        read.value().request_id = std::move(request_id);
        host_.region_thread().post(
            [this, read = std::move(read).value(), respond = std::move(respond)]() mutable {
                run(std::move(read), std::move(respond));
            }
        );
    }

    /// Region thread.
    void run(ReadRequest request, net::Respond respond) {
        auto key = key_of(request);
        if (auto same = under_way_.find(key); same != under_way_.end()) {
            same->second.emplace_back(std::move(request), std::move(respond));
            return;
        }
        auto finish = [this,
                       key,
                       entry = request.entry,
                       request_id = request.request_id,
                       respond = std::move(respond)](Work work, auto answer) mutable {
            auto send =
                [entry, request_id, answer = std::move(answer), respond = std::move(respond)](
                ) mutable { respond(encode(*entry, answer, request_id)); };
            commit(std::move(work), std::move(send));
        };
        if (auto kept = find_kept(key)) {
            // Who asked first may not be allowed any more.
            if (auto allowed = admit(request); !allowed) kept = std::move(allowed).error();
            return finish(Work{}, std::move(*kept));
        }
        if (auto refused = refuse_on_full_disk(*request.entry))
            return finish(Work{}, std::move(*refused));
        if (!key.empty()) under_way_[key];
        auto keep = [this, key, finish = std::move(finish)](Work work, auto answer) mutable {
            if (answer.ok() && !key.empty() && !shortage_())
                kept_.keep(work.batch, key, answer.value(), host_.clock().now(), random_);
            finish(std::move(work), std::move(answer));
            ask_again(key);
        };
        carry_out(
            *request.entry,
            request.principal,
            request.origin,
            request.request_id,
            request.input,
            std::move(keep)
        );
    }

    /// Whether the caller may still do this now. Region thread.
    Answer<> admit(const ReadRequest& request) {
        Work none;
        OperationCall call(
            parts_,
            request.principal,
            request.entry->service,
            request.origin,
            request.request_id,
            none
        );
        return call.admit(*request.entry, request.input);
    }

    /// Those who asked the same attempt while it was under way.
    void ask_again(const std::string& key) {
        auto same = under_way_.extract(key);
        if (same.empty()) return;
        for (auto& [request, respond] : same.mapped())
            run(std::move(request), std::move(respond));
    }

    using Then = std::move_only_function<void(Work, Answer<json::Value>)>;
    /// `then` gets the answer and what is to be committed with it: at once, or when a worker has
    /// it. Region thread.
    void carry_out(
        const Entry& entry,
        const Principal& as,
        const Origin& origin,
        const std::string& request_id,
        const json::Value& input,
        Then then
    ) {
        Work work;
        OperationCall call(parts_, as, entry.service, origin, request_id, work);
        if (!entry.operation.begin) {
            auto answer = call.perform(entry, input);
            return then(std::move(work), std::move(answer));
        }
        auto slow = call.begin(entry, input);
        if (!slow) return then(std::move(work), std::move(slow).error());
        commit(std::move(work), [] {});
        slow_.run(
            std::move(slow).value(),
            [&entry, then = std::move(then)](Answer<json::Value> answer) mutable {
                if (!answer) answer = in_words_of(*entry.service, std::move(answer).error());
                then(Work{}, std::move(answer));
            }
        );
    }

    /// Before a handler changes memory, which is not rolled back: why it may not begin.
    std::optional<Answer<json::Value>> refuse_on_full_disk(const Entry& entry) const {
        if (!entry.access->grows()) return std::nullopt;
        auto shortage = shortage_();
        if (!shortage) return std::nullopt;
        Error full(
            ErrorCode::unavailable, *shortage + ". Reading, stopping and deleting still work."
        );
        return Answer<json::Value>(in_words_of(*entry.service, aws_error_of(full)));
    }

    std::optional<Answer<json::Value>> find_kept(const std::string& key) const {
        auto* text = key.empty() ? nullptr : kept_.find(key);
        if (!text) return std::nullopt;
        auto value = json::parse(*text);
        ATLAS_CHECK(value.ok(), "a kept answer is what json::serialize wrote");
        return Answer<json::Value>(std::move(value).value());
    }

    static net::Response encode(
        const Entry& entry, const Answer<json::Value>& answer, const std::string& request_id
    ) {
        if (answer.ok())
            return encode_output(*entry.service, *entry.model, answer.value(), request_id);
        const auto& error = answer.error();
        log::debug("api", "{} {}: {}", entry.action, error.code, error.message);
        return encode_error(entry.service->protocol, entry.service, error, request_id);
    }

    /// Lets `release` go once everything that it may have seen is on the disk. Region thread.
    void commit(Work work, std::move_only_function<void()> release) {
        auto& home = host_.region_thread();
        if (!work.batch.empty()) host_.note_change();
        auto finish = [&home,
                       settlement = work.batch.take_settlement(),
                       after = std::move(work.after_commit),
                       release = std::move(release)]() mutable {
            release();
            // Rows first: what runs after the commit finds them durable.
            if (!settlement.empty())
                home.post([settlement = std::move(settlement)]() mutable { settlement.settle(); });
            for (auto& task : after)
                home.post(std::move(task));
        };
        if (work.batch.empty() && undecided_ == 0) {
            finish();
            return;
        }
        ++undecided_;
        store_.commit(std::move(work.batch), [this, finish = std::move(finish)]() mutable {
            --undecided_;
            finish();
        });
    }

    // Constant after construction.
    Host& host_;
    store::Store& store_;
    OperationIndex index_;
    OperationTable table_;
    CallParts parts_;
    RequestReader reader_;
    std::function<std::optional<std::string>()> shortage_ = [] {
        return std::optional<std::string>();
    };
    // Any thread.
    SystemRandom random_;
    std::atomic<int> undecided_ = 0;  // batches that are not on the disk yet
    // Region thread only.
    KeptAnswers kept_;
    SlowParts slow_;
    /// By the key of the attempt: who asked it again before it was answered.
    std::map<std::string, std::vector<std::pair<ReadRequest, net::Respond>>> under_way_;
};

}  // namespace

std::unique_ptr<Dispatcher> Dispatcher::create(
    Host& host,
    store::Store& store,
    const Identities& identities,
    const std::vector<Service*>& services,
    std::string sealing_key
) {
    return std::make_unique<RegionDispatcher>(
        host, store, identities, services, std::move(sealing_key)
    );
}

}  // namespace atlas::aws
