// XML to tree and back. pugixml splits the markup; what it lets pass though XML 1.0 forbids it is checked here.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "minyi/base/bytes.hpp"
#include "minyi/xpath/text.hpp"
#include "minyi/xpath/tree.hpp"

namespace minyi::xpath {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

// Where a byte of the source stands, as people count: line and column from 1, in characters.
std::string place(std::string_view xml, std::size_t offset) {
  const std::string_view before = xml.substr(0, std::min(offset, xml.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", lines + 1, count_characters(before.substr(start)) + 1);
}

using Bindings = std::map<std::string, std::string, std::less<>>;  // prefix to namespace; "" is the default one

class Reader {
 public:
  Reader(std::string_view xml, const XmlLimits& limits, Layout layout) : xml_(xml), limits_(limits), layout_(layout) {}

  Result<Document> read();

 private:
  [[nodiscard]] tl::unexpected<Error> error(std::size_t offset, std::string message, std::string hint = {}) const {
    return fail(ErrorCode::xml_syntax, std::move(message), place(xml_, offset), std::move(hint));
  }
  [[nodiscard]] static std::size_t offset_of(const pugi::xml_node& node) {
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
  }

  Result<> check_source();
  // What an element inherits from those around it.
  struct Around {
    const Bindings& bindings;
    std::size_t depth;
    Layout layout;  // kept or dropped
  };
  Result<> add_children(const pugi::xml_node& from, Node& to, const Around& around);
  Result<> add_element(const pugi::xml_node& from, Node& parent, const Around& around);
  Result<SharedName> resolve(std::string_view qualified, const Bindings& bindings, NodeKind kind, std::size_t offset);
  SharedName shared(std::string_view qualified, std::string_view prefix, std::string_view uri);
  Result<std::string> unescape(std::string_view raw, std::size_t offset) const;
  Result<> count_node(std::size_t offset);

  std::string_view xml_;
  const XmlLimits& limits_;
  Layout layout_;
  std::size_t nodes_ = 0;
  Bindings of_root_;
  std::unordered_map<std::string_view, SharedName>
      names_{};  // by their spelling in the source, with what it last meant
};

Result<> Reader::check_source() {
  if (xml_.size() > limits_.bytes)
    return error(0, fmt::format("the XML has {} bytes, more than the {} allowed", xml_.size(), limits_.bytes));
  if (const auto zero = xml_.find('\0'); zero != std::string_view::npos)
    return error(zero, "the XML holds a zero byte", "save the file as UTF-8");
  if (const auto bad = first_bad_character(xml_); bad != std::string_view::npos)
    return error(bad, "this is not UTF-8 text of characters that XML allows", "save the file as UTF-8");
  // The reader below takes memory in proportion to markup, so the markup is counted before it runs.
  const auto tags = static_cast<std::size_t>(std::count(xml_.begin(), xml_.end(), '<'));
  if (tags / 2 > limits_.nodes) return error(0, fmt::format("the XML has more than {} nodes", limits_.nodes));
  return {};
}

Result<> Reader::count_node(std::size_t offset) {
  if (++nodes_ > limits_.nodes) return error(offset, fmt::format("the XML has more than {} nodes", limits_.nodes));
  return {};
}

// Markup is read with entities untouched, so that an unknown one is seen as such.
Result<std::string> Reader::unescape(std::string_view raw, std::size_t offset) const {
  std::string text;
  if (raw.find('&') == std::string_view::npos) return text.assign(raw);
  text.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    if (raw[at] != '&') {
      text += raw[at++];
      continue;
    }
    const std::size_t end = raw.find(';', at);
    const std::string_view name = end == std::string_view::npos ? "" : raw.substr(at + 1, end - at - 1);
    constexpr auto known = std::to_array<std::pair<std::string_view, char>>(
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}});
    const auto* entity = std::find_if(known.begin(), known.end(), [&](const auto& each) { return each.first == name; });
    if (entity != known.end()) {
      text += entity->second;
    } else if (name.starts_with('#')) {
      const bool hexadecimal = name.starts_with("#x");
      const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
      std::uint32_t character = 0;
      const auto [stop, code] =
          std::from_chars(digits.data(), digits.data() + digits.size(), character, hexadecimal ? 16 : 10);
      std::string made;
      if (code == std::errc{} && stop == digits.data() + digits.size() && character <= 0x10FFFF)
        append_utf8(made, character);
      if (made.empty() || first_bad_character(made) != std::string_view::npos)
        return error(offset, fmt::format("\"&{};\" is not a character that XML allows", name));
      text += made;
    } else {
      return error(offset, "\"&\" does not start an entity that XML knows", "write &amp; for the character itself");
    }
    at = end + 1;
  }
  return text;
}

SharedName Reader::shared(std::string_view qualified, std::string_view prefix, std::string_view uri) {
  SharedName& known = names_[qualified];
  if (known == nullptr || known->uri != uri) {
    const std::string_view local = qualified.substr(prefix.empty() ? 0 : prefix.size() + 1);
    known = std::make_shared<const Name>(Name{std::string(local), std::string(uri), std::string(prefix)});
  }
  return known;
}

Result<SharedName> Reader::resolve(std::string_view qualified, const Bindings& bindings, NodeKind kind,
                                   std::size_t offset) {
  const std::size_t colon = qualified.find(':');
  if (colon == std::string_view::npos) {
    const auto found = kind == NodeKind::element ? bindings.find("") : bindings.end();
    return shared(qualified, "", found == bindings.end() ? "" : found->second);
  }
  const std::string_view prefix = qualified.substr(0, colon);
  const std::string_view local = qualified.substr(colon + 1);
  if (prefix.empty() || local.empty() || local.find(':') != std::string_view::npos)
    return error(offset, fmt::format("\"{}\" is not a name", qualified));
  if (prefix == "xml") return shared(qualified, prefix, kXmlNamespace);
  const auto found = bindings.find(prefix);
  if (found == bindings.end())
    return error(offset, fmt::format("the prefix \"{}\" is not declared", prefix),
                 fmt::format("add xmlns:{}=\"…\" to the root element", prefix));
  return shared(qualified, prefix, found->second);
}

Result<> Reader::add_element(const pugi::xml_node& from, Node& parent, const Around& around) {
  const std::size_t offset = offset_of(from);
  if (around.depth > limits_.depth)
    return error(offset, fmt::format("elements are nested deeper than {}", limits_.depth));
  MINYI_CHECK(count_node(offset));

  std::vector<std::pair<std::string_view, std::string>> attributes;
  Bindings own;
  const Bindings* bindings = &around.bindings;
  for (const pugi::xml_attribute& attribute : from.attributes()) {
    const std::string_view name = attribute.name();
    if (std::string_view(attribute.value()).find('<') != std::string_view::npos)
      return error(offset, fmt::format("the value of attribute \"{}\" holds a \"<\"", name), "write &lt;");
    MINYI_TRY(std::string value, unescape(attribute.value(), offset));
    const bool is_default = name == "xmlns";
    if (!is_default && !name.starts_with("xmlns:")) {
      attributes.emplace_back(name, std::move(value));
      continue;
    }
    if (bindings == &around.bindings) {
      own = around.bindings;
      bindings = &own;
    }
    own[is_default ? std::string() : std::string(name.substr(6))] = std::move(value);
  }

  if (parent.kind() == NodeKind::document) of_root_ = *bindings;

  MINYI_TRY(SharedName name, resolve(from.name(), *bindings, NodeKind::element, offset));
  Node& element = parent.append_element_named(std::move(name));
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& [qualified, value] : attributes) {
    MINYI_CHECK(count_node(offset));
    MINYI_TRY(SharedName attribute, resolve(qualified, *bindings, NodeKind::attribute, offset));
    if (!seen.emplace(attribute->uri, attribute->local).second)
      return error(offset, fmt::format("the attribute \"{}\" is written twice", qualified));
    element.set_attribute_named(std::move(attribute), value);
  }
  const bool holds_data = layout_ == Layout::dropped_in_instances && element.name().local == "instance";
  return add_children(from, element, {*bindings, around.depth, holds_data ? Layout::dropped : around.layout});
}

Result<> Reader::add_children(const pugi::xml_node& from, Node& to, const Around& around) {
  for (const pugi::xml_node& child : from.children()) {
    const std::size_t offset = offset_of(child);
    switch (child.type()) {
      case pugi::node_element:
        MINYI_CHECK(add_element(child, to, {around.bindings, around.depth + 1, around.layout}));
        break;
      case pugi::node_pcdata: {
        const bool blank = trim(child.value()).empty();
        if (to.kind() == NodeKind::document) {
          if (!blank) return error(offset, "there is text outside the root element");
          break;
        }
        const bool alone = !child.previous_sibling() && !child.next_sibling();
        if (blank && !alone && around.layout == Layout::dropped) break;
        MINYI_TRY(const std::string text, unescape(child.value(), offset));
        MINYI_CHECK(count_node(offset));
        to.append_text(text);
        break;
      }
      case pugi::node_cdata:
        if (to.kind() == NodeKind::document) return error(offset, "there is text outside the root element");
        MINYI_CHECK(count_node(offset));
        if (*child.value() != '\0') to.append_text(child.value());
        break;
      case pugi::node_doctype:
        return error(offset, "the XML has a document type declaration, which is not accepted", "remove <!DOCTYPE …>");
      case pugi::node_declaration: {
        const std::string_view encoding = child.attribute("encoding").value();
        const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
        constexpr std::string_view utf8 = "utf-8";
        constexpr std::string_view ascii = "us-ascii";
        if (!encoding.empty() && !std::equal(encoding.begin(), encoding.end(), utf8.begin(), utf8.end(), same) &&
            !std::equal(encoding.begin(), encoding.end(), ascii.begin(), ascii.end(), same))
          return error(offset, fmt::format("the encoding \"{}\" is not accepted", encoding), "save the file as UTF-8");
        break;
      }
      default:
        break;  // comments and processing instructions are dropped
    }
  }
  return {};
}

Result<Document> Reader::read() {
  if (xml_.starts_with("\xEF\xBB\xBF")) xml_.remove_prefix(3);
  MINYI_CHECK(check_source());
  pugi::xml_document source;
  constexpr unsigned options = pugi::parse_cdata | pugi::parse_eol | pugi::parse_ws_pcdata |
                               pugi::parse_wconv_attribute | pugi::parse_declaration | pugi::parse_doctype |
                               pugi::parse_fragment;
  const auto parsed = source.load_buffer(xml_.data(), xml_.size(), options, pugi::encoding_utf8);
  if (!parsed)
    return error(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)),
                 fmt::format("this is not well-formed XML: {}", parsed.description()));
  Document document;
  const Bindings none;
  const Layout layout = layout_ == Layout::dropped ? Layout::dropped : Layout::kept;
  MINYI_CHECK(add_children(source, document.root(), {none, 0, layout}));
  if (document.root().children().empty()) return error(0, "there is no element in this XML");
  if (document.root().children().size() > 1) {
    std::size_t elements = 0;
    for (const pugi::xml_node& child : source.children())
      if (child.type() == pugi::node_element && ++elements == 2)
        return error(offset_of(child), "there is a second root element");
  }
  document.namespaces = std::move(of_root_);
  return document;
}

void escape(std::string& out, std::string_view text, NodeKind kind) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\r':
        out += "&#13;";
        break;  // a reader would make a line feed of the bare character
      case '"':
        out += kind == NodeKind::attribute ? "&quot;" : "\"";
        break;
      case '\n':
        out += kind == NodeKind::attribute ? "&#10;" : "\n";
        break;
      case '\t':
        out += kind == NodeKind::attribute ? "&#9;" : "\t";
        break;
      default:
        out += c;
    }
  }
}

class Writer {
 public:
  std::string out{};

  void write(const Node& node, const Bindings& bindings) {
    switch (node.kind()) {
      case NodeKind::text:
        escape(out, node.string_value(), NodeKind::text);
        break;
      case NodeKind::attribute:
        escape(out, node.string_value(), NodeKind::attribute);
        break;
      case NodeKind::document:
        for (const auto& child : node.children()) write(*child, bindings);
        break;
      case NodeKind::element:
        write_element(node, bindings);
        break;
    }
  }

 private:
  // Declares the namespace of a name where it is not in force yet; returns the name as it must be written.
  static std::string spelled(const Name& name, NodeKind kind, Bindings& bindings, Bindings& declared) {
    if (name.uri == kXmlNamespace) return "xml:" + name.local;
    if (name.uri.empty() && kind == NodeKind::attribute) return name.local;
    std::string prefix = name.uri.empty() ? "" : name.prefix;
    if (kind == NodeKind::attribute && prefix.empty()) prefix = "ns";  // a default namespace does not reach attributes
    const auto in_force = [&](const std::string& each) {
      const auto found = bindings.find(each);
      return found == bindings.end() ? std::string() : found->second;
    };
    for (int number = 1; declared.contains(prefix) && in_force(prefix) != name.uri; ++number)
      prefix = fmt::format("ns{}", number);  // this element already gives that prefix another meaning
    if (in_force(prefix) != name.uri) {
      bindings[prefix] = name.uri;
      declared[prefix] = name.uri;
    }
    return prefix.empty() ? name.local : prefix + ":" + name.local;
  }

  void write_element(const Node& node, const Bindings& outer) {
    Bindings bindings = outer;
    Bindings declared;
    const std::string name = spelled(node.name(), NodeKind::element, bindings, declared);
    std::vector<std::pair<std::string, const Node*>> attributes;
    for (const auto& attribute : node.attributes())
      attributes.emplace_back(spelled(attribute->name(), NodeKind::attribute, bindings, declared), attribute.get());
    out += '<' + name;
    for (const auto& [prefix, uri] : declared) {
      out += prefix.empty() ? " xmlns=\"" : " xmlns:" + prefix + "=\"";
      escape(out, uri, NodeKind::attribute);
      out += '"';
    }
    for (const auto& [spelling, attribute] : attributes) {
      out += ' ' + spelling + "=\"";
      escape(out, attribute->string_value(), NodeKind::attribute);
      out += '"';
    }
    if (node.children().empty()) {
      out += "/>";
      return;
    }
    out += '>';
    for (const auto& child : node.children()) write(*child, bindings);
    out += "</" + name + '>';
  }
};

}  // namespace

Result<Document> parse_xml(std::string_view xml, const XmlLimits& limits, Layout layout) {
  return Reader(xml, limits, layout).read();
}

std::string to_xml(const Node& node) {
  Writer writer;
  writer.write(node, {});
  return std::move(writer.out);
}

}  // namespace minyi::xpath
