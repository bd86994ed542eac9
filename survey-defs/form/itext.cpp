// Texts: inline with outputs, or in the form's languages.
#include <algorithm>

#include <fmt/format.h>

#include "minyi/form/reader.hpp"

namespace minyi::form {

namespace {

// "中文 (zh)" -> code "zh", label "中文"
Language language_of(const std::string& name) {
  Language out{name, name, name};
  if (!name.ends_with(')')) return out;
  const auto open = name.rfind('(');
  if (open == std::string::npos) return out;
  const auto code = trimmed(std::string_view(name).substr(open + 1, name.size() - open - 2));
  if (code.empty()) return out;
  out.code = code;
  out.label = trimmed(std::string_view(name).substr(0, open));
  if (out.label.empty()) out.label = code;
  return out;
}

// jr:itext('id') or jr:itext(path); the argument, or nothing when it is something else
std::optional<std::string> itext_argument(std::string_view text) {
  text = trimmed(text);
  constexpr std::string_view call = "jr:itext(";
  if (!text.starts_with(call) || !text.ends_with(')')) return std::nullopt;
  return std::string(trimmed(text.substr(call.size(), text.size() - call.size() - 1)));
}

// Line ends and indents that a printer put around a text are not part of it.
void trim_layout(TextPieces& pieces) {
  const auto laid_out = [](std::string_view text) { return text.find('\n') != std::string_view::npos; };
  if (!pieces.empty() && !pieces.front().output) {
    auto& text = pieces.front().literal;
    const auto first = std::min(text.size(), text.find_first_not_of(" \t\r\n"));
    if (laid_out(std::string_view(text).substr(0, first))) text.erase(0, first);
  }
  if (!pieces.empty() && !pieces.back().output) {
    auto& text = pieces.back().literal;
    const auto last = text.find_last_not_of(" \t\r\n");
    const auto end = last == std::string::npos ? 0 : last + 1;
    if (laid_out(std::string_view(text).substr(end))) text.erase(end);
  }
  std::erase_if(pieces, [](const TextPiece& piece) { return !piece.output && piece.literal.empty(); });
}

}  // namespace

Result<TextPieces> Reader::read_pieces(const xpath::Node& node, const std::string& where) {
  TextPieces pieces;
  const auto literal = [&](std::string text) {
    if (!pieces.empty() && !pieces.back().output)
      pieces.back().literal += text;
    else
      pieces.push_back({std::move(text), std::nullopt});
  };
  for (const auto& child : node.children()) {
    if (child->kind() == xpath::NodeKind::text) {
      literal(child->string_value());
    } else if (child->name().local == "output") {
      const auto value = attribute_or(*child, "value", attribute_or(*child, "ref"));
      if (trimmed(value).empty()) continue;
      MINYI_TRY(auto parsed, expression(value, where + "/output"));
      pieces.push_back({{}, std::move(parsed)});
    } else {
      literal(child->string_value());
    }
  }
  trim_layout(pieces);
  return pieces;
}

Result<Text> Reader::read_text(const xpath::Node& node, const std::string& where) {
  Text text;
  const auto reference = attribute_or(node, "ref");
  if (trimmed(reference).empty()) {
    MINYI_TRY(text.pieces, read_pieces(node, where));
    return text;
  }
  const auto argument = itext_argument(reference);
  if (!argument) {  // a path: its value is the text
    MINYI_TRY(auto parsed, expression(reference, where));
    text.pieces.push_back({{}, std::move(parsed)});
  } else if (argument->size() >= 2 && (argument->front() == '\'' || argument->front() == '"')) {
    text.itext_id = argument->substr(1, argument->size() - 2);
    if (!form_.itext.texts.contains(text.itext_id))
      warn("there is no text '" + text.itext_id + "' in the form's languages");
  } else {
    MINYI_TRY(text.itext_path, expression(*argument, where));
  }
  return text;
}

Result<Text> Reader::message(const xpath::Node& attribute, const std::string& where) {
  Text text;
  const auto value = attribute.string_value();
  const auto argument = itext_argument(value);
  if (argument && argument->size() >= 2)
    text.itext_id = argument->substr(1, argument->size() - 2);
  else if (!value.empty())
    text.pieces.push_back({value, std::nullopt});
  (void)where;
  return text;
}

Result<> Reader::read_itext(const xpath::Node& itext) {
  for (const auto& translation : itext.children()) {
    if (translation->kind() != xpath::NodeKind::element || translation->name().local != "translation") continue;
    const auto name = attribute_or(*translation, "lang");
    if (name.empty())
      return fail(ErrorCode::form_invalid, "a translation names no language", "/h:html/h:head/model/itext/translation");
    auto language = language_of(name);
    const bool known = std::any_of(form_.languages.begin(), form_.languages.end(),
                                   [&](const Language& other) { return other.code == language.code; });
    if (known) {
      language.code = name;  // two names with one code: the whole name tells them apart
      warn("two languages have one code: '" + name + "' is known by its whole name");
    }
    const auto* marked = translation->attribute("default");
    if (marked != nullptr && marked->string_value() != "false()") form_.default_language = language.code;
    form_.languages.push_back(std::move(language));
    const std::string within = "/h:html/h:head/model/itext/translation[@lang='" + name + "']";
    for (const auto& text : translation->children()) {
      if (text->kind() != xpath::NodeKind::element || text->name().local != "text") continue;
      const auto id = attribute_or(*text, "id");
      const auto where = fmt::format("{}/text[@id='{}']", within, id);
      auto& forms = form_.itext.texts[id][name];
      for (const auto& value : text->children()) {
        if (value->kind() != xpath::NodeKind::element || value->name().local != "value") continue;
        auto kind = attribute_or(*value, "form");
        if (kind == "long") kind.clear();
        MINYI_TRY(auto pieces, read_pieces(*value, where));
        // "-" is how compilers say that a language lacks the text: then another language's is better than a dash.
        if (pieces.size() == 1 && !pieces.front().output && pieces.front().literal == "-") continue;
        forms[kind] = std::move(pieces);
      }
    }
  }
  if (form_.default_language.empty() && !form_.languages.empty()) form_.default_language = form_.languages.front().code;
  return {};
}

}  // namespace minyi::form
