// pugixml's own printer indents inside texts that begin with an <output/>; white space in a label is the author's.
#include "minyi/form/print_xml.hpp"

#include <string_view>

namespace minyi::form {

namespace {

void escape(std::string& out, std::string_view text, bool attribute) {
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"' && attribute)
      out += "&quot;";
    else if (c == '\r' || (attribute && (c == '\n' || c == '\t')))
      out += "&#" + std::to_string(code) + ';';
    else if (code >= 0x20 || c == '\n' || c == '\t')
      out += c;  // other control characters have no place in XML
  }
}

bool is_output(std::string_view name) { return name.substr(name.find(':') + 1) == "output"; }

bool holds_text(pugi::xml_node node) {
  for (const auto child : node.children())
    if (child.type() == pugi::node_pcdata || is_output(child.name())) return true;
  return false;
}

void print(std::string& out, pugi::xml_node node, int depth, bool in_line) {
  if (node.type() == pugi::node_pcdata) return escape(out, node.value(), false);
  const auto indent = [&](bool here) {
    if (here) out.append(1, '\n').append(static_cast<std::size_t>(depth) * 2, ' ');
  };
  indent(!in_line);
  out.append(1, '<').append(node.name());
  for (const auto attribute : node.attributes()) {
    out.append(1, ' ').append(attribute.name()).append("=\"");
    escape(out, attribute.value(), true);
    out += '"';
  }
  if (!node.first_child()) {
    out += "/>";
    return;
  }
  out += '>';
  const bool flowing = in_line || holds_text(node);
  for (const auto child : node.children()) print(out, child, depth + 1, flowing);
  indent(!flowing);
  out.append("</").append(node.name()).append(1, '>');
}

}  // namespace

std::string print_xml(const pugi::xml_document& document) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  for (const auto child : document.children()) print(out, child, 0, false);
  out += '\n';
  return out;
}

}  // namespace minyi::form
