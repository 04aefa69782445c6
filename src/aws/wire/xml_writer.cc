// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/xml_writer.h"

namespace atlas::aws {
namespace {

// "\r" is escaped because XML parsers turn a literal one into "\n" (XML 1.0, section 2.11).
void append_escaped(std::string& document, std::string_view text) {
    for (char letter : text) {
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
                if (static_cast<unsigned char>(letter) < 0x20)
                    document.append("\xEF\xBF\xBD");
                else
                    document.push_back(letter);
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
