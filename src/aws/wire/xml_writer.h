// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace atlas::aws {

/// Writes one XML document from front to back, without white space between elements. Escapes text;
/// control characters that XML 1.0 forbids become U+FFFD. The caller must close what it opens and
/// pass UTF-8.
class XmlWriter {
public:
    XmlWriter();
    void open(std::string_view name, std::string_view xml_namespace = {});
    void close(std::string_view name);
    /// <name/>
    void empty(std::string_view name);
    /// <name>text</name>
    void text(std::string_view name, std::string_view text);
    std::string take() { return std::move(document_); }

private:
    std::string document_;
};

}  // namespace atlas::aws
