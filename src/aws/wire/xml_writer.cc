// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/xml_writer.h"

namespace atlas::aws {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Whether the text begins with U+FFFE or U+FFFF, which no XML document may contain.
bool is_no_character(std::string_view text) {
    return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

// "\r" is escaped because XML parsers turn a literal one into "\n" (XML 1.0, section 2.11).
// Characters that XML forbids, even escaped, are replaced (section 2.2).
void append_escaped(std::string& document, std::string_view text) {
    for (; !text.empty(); text.remove_prefix(1)) {
        const char letter = text.front();
        switch (letter) {
            case '&':
                document.append("&amp;");
                break;
            case '<':
                document.append("&lt;");
                break;
            case '>':
                document.append("&gt;");
                break;
            case '"':
                document.append("&quot;");
                break;
            case '\r':
                document.append("&#xD;");
                break;
            case '\n':
            case '\t':
                document.push_back(letter);
                break;
            default:
                if (static_cast<unsigned char>(letter) < 0x20) {
                    document.append(replacement);
                } else if (is_no_character(text)) {
                    document.append(replacement);
                    text.remove_prefix(2);
                } else {
                    document.push_back(letter);
                }
        }
    }
}

}  // namespace

XmlWriter::XmlWriter() : document_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

void XmlWriter::open(std::string_view name, std::string_view xml_namespace) {
    document_.append("<").append(name);
    if (!xml_namespace.empty()) {
        document_.append(" xmlns=\"");
        append_escaped(document_, xml_namespace);
        document_.append("\"");
    }
    document_.append(">");
}

void XmlWriter::close(std::string_view name) {
    document_.append("</").append(name).append(">");
}

void XmlWriter::empty(std::string_view name) {
    document_.append("<").append(name).append("/>");
}

void XmlWriter::text(std::string_view name, std::string_view text) {
    open(name);
    append_escaped(document_, text);
    close(name);
}

}  // namespace atlas::aws
