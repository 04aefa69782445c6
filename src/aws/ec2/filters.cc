// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/filters.h"

#include "aws/ec2/errors.h"
#include "aws/wire/wildcard.h"

namespace atlas::aws::ec2 {
namespace {

FilterValues tag_values(std::string_view name, const TagsRow* tags) {
    static const std::map<std::string, std::string> none;
    const auto& known = tags ? tags->tags : none;
    std::vector<std::string> values;
    if (name.starts_with("tag:")) {
        auto tag = known.find(std::string(name.substr(4)));
        if (tag != known.end()) values.push_back(tag->second);
        return values;
    }
    if (name != "tag-key" && name != "tag-value") return std::nullopt;
    for (const auto& [key, value] : known)
        values.push_back(name == "tag-key" ? key : value);
    return values;
}

}  // namespace

Answer<bool> passes(
    const json::List<Filter>& filters,
    const TagsRow* tags,
    const std::function<FilterValues(std::string_view name)>& ask
) {
    for (const auto& filter : filters) {
        if (!filter.name) return missing_parameter("Filter.Name");
        auto values = tag_values(*filter.name, tags);
        if (!values) values = ask(*filter.name);
        if (!values) return invalid_value("The filter '" + *filter.name + "' is invalid");
        bool any = false;
        for (const auto& pattern : filter.values)
            for (const auto& value : *values)
                any = any || matches_wildcard(pattern, value, Wildcards::star_and_one);
        if (!any) return false;
    }
    return true;
}

}  // namespace atlas::aws::ec2
