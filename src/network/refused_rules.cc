// SPDX-License-Identifier: Apache-2.0
#include "network/refused_rules.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

namespace atlas::network {
namespace {

/// Checks rules with `nft -c` in a table that is never created.
class Check {
public:
    Check(linux::ProcessRunner& runner, const Ruleset& rules) : runner_(runner) {
        for (const auto& [name, elements] : rules.sets)
            if (!elements.type.contains(" : "))
                frame_ += "add set inet check " + name + " { type " + elements.type + "; }\n";
    }

    bool passes(std::span<const std::string> rules) const {
        linux::Command command;
        command.args = {"nft", "-c", "-f", "-"};
        command.input = "add table inet check\n" + frame_ + "add chain inet check rules\n";
        for (const auto& rule : rules)
            command.input += "add rule inet check rules " + rule + "\n";
        auto finished = runner_.run(command);
        return finished && finished.value().code == 0;
    }
    /// Bisects: few rules are bad, and each check starts a process.
    void find_refused(std::span<const std::string> rules, std::set<std::string>& refused) const {
        if (rules.empty() || passes(rules)) return;
        if (rules.size() == 1) {
            refused.insert(rules.front());
            return;
        }
        find_refused(rules.first(rules.size() / 2), refused);
        find_refused(rules.subspan(rules.size() / 2), refused);
    }

private:
    linux::ProcessRunner& runner_;
    std::string frame_;
};

}  // namespace

std::vector<std::string> take_refused_rules(linux::ProcessRunner& runner, Ruleset& rules) {
    const Check check(runner, rules);
    if (!check.passes({})) return {};
    std::set<std::string> accepting;
    for (const auto& [name, chain] : rules.chains)
        if (!rules.hooks.contains(name))
            std::copy_if(
                chain.begin(),
                chain.end(),
                std::inserter(accepting, accepting.end()),
                [](const std::string& rule) { return rule.ends_with("accept"); }
            );
    std::set<std::string> refused;
    const std::vector<std::string> all(accepting.begin(), accepting.end());
    check.find_refused(all, refused);
    for (auto& [name, chain] : rules.chains)
        std::erase_if(chain, [&](const std::string& rule) { return refused.contains(rule); });
    return {refused.begin(), refused.end()};
}

}  // namespace atlas::network
