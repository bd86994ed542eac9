#include "minyi/xlsform/references.hpp"

#include <algorithm>

#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

constexpr std::string_view last_saved = "last-saved#";

// "name", "prefix:name"; 0 when there is none
std::size_t name_length(std::string_view text) {
  const auto first = ncname_length(text);
  if (first == 0 || first >= text.size() || text[first] != ':') return first;
  const auto second = ncname_length(text.substr(first + 1));
  return second == 0 ? first : first + 1 + second;
}

// Which argument of an indexed-repeat(…) call the byte stands in; nothing when in none.
std::optional<std::size_t> indexed_repeat_argument(std::string_view text, std::size_t at) {
  constexpr std::string_view call = "indexed-repeat(";
  for (std::size_t from = text.find(call); from != std::string_view::npos; from = text.find(call, from + 1)) {
    std::size_t argument = 0;
    int depth = 0;
    for (std::size_t i = from + call.size(); i < text.size(); ++i) {
      if (i == at && depth == 0) return argument;
      const char c = text[i];
      if (c == '\'' || c == '"') {
        i = std::min(text.size(), text.find(c, i + 1));
        continue;
      }
      if (c == '(' || c == '[') ++depth;
      if ((c == ')' || c == ']') && depth-- == 0) break;
      if (c == ',' && depth == 0) ++argument;
    }
  }
  return std::nullopt;
}

// Whether the byte stands in a predicate of a path that starts at a secondary instance.
bool in_instance_predicate(std::string_view text, std::size_t at) {
  if (text.find("instance(") == std::string_view::npos) return false;
  int depth = 0;
  for (std::size_t i = 0; i < at; ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']') --depth;
  }
  return depth > 0;
}

std::vector<const Element*> ancestors(const Element& element) {
  std::vector<const Element*> out;
  for (const auto* up = element.parent; up != nullptr; up = up->parent) out.push_back(up);
  return out;
}

const Element* closest_repeat(const Element* element) {
  for (; element != nullptr; element = element->parent)
    if (element->kind == ElementKind::repeat) return element;
  return nullptr;
}

std::string path_below(const Element& target, const Element* ancestor) {
  std::string path;
  for (const auto* step = &target; step != nullptr && step != ancestor; step = step->parent)
    path.insert(0, step->name).insert(0, 1, '/');
  return path;
}

std::string upwards(std::size_t steps) {
  std::string out;
  for (std::size_t i = 0; i < steps; ++i) out += i == 0 ? ".." : "/..";
  return out;
}

}  // namespace

References find_references(std::string_view text) {
  References out;
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 1)) {
    auto inside = text.substr(at + 2);
    Reference reference;
    reference.begin = at;
    if (inside.starts_with(last_saved)) {
      reference.last_saved = true;
      inside.remove_prefix(last_saved.size());
    }
    const auto length = name_length(inside);
    if (length == 0 || length >= inside.size() || inside[length] != '}') {
      out.malformed = at;
      return out;
    }
    reference.name = inside.substr(0, length);
    reference.end = at + 2 + (reference.last_saved ? last_saved.size() : 0) + length + 1;
    out.found.push_back(std::move(reference));
  }
  return out;
}

bool mentions_reference(std::string_view text) {
  const auto references = find_references(text);
  return !references.found.empty();
}

bool mentions_last_saved(std::string_view text) {
  const auto references = find_references(text);
  return std::any_of(references.found.begin(), references.found.end(), [](const Reference& r) { return r.last_saved; });
}

bool is_reference(std::string_view text) {
  const auto plain = trim(text);
  const auto references = find_references(plain);
  return references.found.size() == 1 && references.found[0].begin == 0 && references.found[0].end == plain.size();
}

Resolver::Resolver(const Element& root) : root_(&root) {
  for_each(root, [&](const Element& element) {
    const auto kind = element.kind;
    const bool named =
        kind != ElementKind::external && kind != ElementKind::entity && kind != ElementKind::entity_field;
    if (named && &element != root_) by_name_[element.name].push_back(&element);
  });
  by_name_.try_emplace(root.name, std::vector<const Element*>{&root});
}

std::size_t Resolver::count(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? 0 : found->second.size();
}

const Element* Resolver::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() || found->second.size() != 1 ? nullptr : found->second.front();
}

std::vector<std::string> Resolver::names() const {
  std::vector<std::string> out;
  for (const auto& [name, elements] : by_name_) out.push_back(name);
  return out;
}

std::string Resolver::path_for(const Reference& reference, std::string_view text, const Element& context, Origin origin,
                               Reach reach) const {
  const auto* target = find(reference.name);
  if (target == nullptr) return std::string(text.substr(reference.begin, reference.end - reference.begin));
  if (reference.last_saved) return " instance('__last-saved')" + target->path() + ' ';
  const auto argument = indexed_repeat_argument(text, reference.begin);
  // indexed-repeat(question, repeat, index, repeat, index, …) wants whole paths of questions and repeats.
  const bool whole = argument && (*argument == 0 || *argument % 2 == 1);
  if (!whole) {
    const auto above_context = ancestors(context);
    const auto above_target = ancestors(*target);
    const auto is_above_target = [&](const Element* e) {
      return std::find(above_target.begin(), above_target.end(), e) != above_target.end();
    };
    const auto shared_repeat = std::find_if(above_context.begin(), above_context.end(), [&](const Element* e) {
      return e->kind == ElementKind::repeat && is_above_target(e);
    });
    if (shared_repeat != above_context.end()) {
      const auto* repeat = *shared_repeat;
      auto shared = std::find_if(above_context.begin(), above_context.end(), is_above_target);
      const Element* base = *shared;
      auto steps = static_cast<std::size_t>(shared - above_context.begin()) + 1;
      if (reach == Reach::parent_of_repeat && repeat == closest_repeat(target->parent) &&
          (closest_repeat(repeat->parent) == nullptr || closest_repeat(context.parent) != repeat)) {
        steps = static_cast<std::size_t>(shared_repeat - above_context.begin()) + 2;
        base = repeat->parent;
      }
      const bool current = origin == Origin::current || in_instance_predicate(text, reference.begin);
      return (current ? " current()/" : " ") + upwards(steps) + path_below(*target, base) + ' ';
    }
  }
  return ' ' + target->path() + ' ';
}

std::string Resolver::resolve(std::string_view text, const Element& context, Origin origin, Reach reach) const {
  std::string out;
  std::size_t done = 0;
  for (const auto& reference : find_references(text).found) {
    out += text.substr(done, reference.begin - done);
    out += path_for(reference, text, context, origin, reach);
    done = reference.end;
  }
  return out + std::string(text.substr(done));
}

namespace {

// Where an expression that starts with instance('…')/ ends: at white space outside its predicates and quotes.
std::size_t instance_expression_end(std::string_view text, std::size_t at) {
  constexpr std::string_view call = "instance(";
  std::size_t i = at + call.size();
  if (i >= text.size() || (text[i] != '\'' && text[i] != '"')) return at;
  i = text.find(text[i], i + 1);
  if (i == std::string_view::npos || text.substr(i + 1, 2) != ")/") return at;
  int depth = 0;
  for (i += 2; i < text.size(); ++i) {
    const char c = text[i];
    if (depth == 0 && (c == ' ' || c == '\t' || c == '\n')) break;
    if (depth > 0 && (c == '\'' || c == '"')) {
      const auto close = text.find(c, i + 1);
      if (close == std::string_view::npos) return at;
      i = close;
    }
    if (c == '[') ++depth;
    if (c == ']') --depth;
  }
  return i;
}

}  // namespace

std::vector<LabelPiece> Resolver::label(std::string_view text, const Element& context) const {
  std::vector<LabelPiece> pieces;
  std::string literal;
  const auto output = [&](std::string expression) {
    if (!literal.empty()) pieces.push_back({std::move(literal), false});
    literal.clear();
    pieces.push_back({std::move(expression), true});
  };
  const auto references = find_references(text).found;
  std::size_t next = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto rest = text.substr(at);
    if (rest.starts_with("instance(") && (at == 0 || ncname_length(text.substr(at - 1, 1)) == 0)) {
      const auto end = instance_expression_end(text, at);
      if (end > at) {
        output(resolve(text.substr(at, end - at), context));
        at = end;
        continue;
      }
    }
    while (next < references.size() && references[next].begin < at) ++next;
    if (next < references.size() && references[next].begin == at && find(references[next].name) != nullptr) {
      const auto& reference = references[next];
      const auto size = reference.end - reference.begin;
      output(path_for({reference.name, reference.last_saved, 0, size}, text.substr(reference.begin, size), context,
                      Origin::context, Reach::nearest));
      at = reference.end;
      continue;
    }
    literal += text[at++];
  }
  if (!literal.empty()) pieces.push_back({std::move(literal), false});
  return pieces;
}

namespace {

void check_text(std::string_view text, const Place& place, const Resolver& resolver, Findings& findings) {
  const auto references = find_references(text);
  for (const auto& reference : references.found) {
    const auto count = resolver.count(reference.name);
    if (count == 1) continue;
    if (count == 0)
      findings.error("xlsform.unknown_reference", place, "the survey has no question named '" + reference.name + "'",
                     did_you_mean(reference.name, resolver.names()), caret(text, reference.begin));
    else
      findings.error("xlsform.ambiguous_reference", place,
                     "the name '" + reference.name + "' is not clear: " + std::to_string(count) + " questions have it",
                     "give them different names", caret(text, reference.begin));
  }
  if (references.malformed)
    findings.error("xlsform.reference_syntax", place, "after '${' come a question's name and '}'", "",
                   caret(text, *references.malformed));
}

template <class Wanted>
void check_table(const Table& table, const Resolver& resolver, Findings& findings, Wanted wanted) {
  for (const auto& row : table.rows())
    for (const auto& field : row.fields()) {
      const auto& column = table.columns()[field.column];
      if (wanted(column.tokens)) check_text(field.value, table.place(row, column.header), resolver, findings);
    }
}

}  // namespace

void check_references(const Survey& survey, const Resolver& resolver, Findings& findings) {
  using Tokens = std::vector<std::string>;
  check_table(survey.settings_table, resolver, findings, [](const Tokens&) { return true; });
  check_table(survey.entities_table, resolver, findings, [](const Tokens& tokens) { return tokens[0] != "list_name"; });
  check_table(survey.survey_table, resolver, findings, [](const Tokens& tokens) {
    return tokens[0] != "type" && tokens[0] != "name" && tokens[0] != "trigger";
  });
  check_table(survey.choices_table, resolver, findings,
              [](const Tokens& tokens) { return tokens[0] == "label" || tokens[0] == "media"; });
  // Lists that are the answers of a repeat: select_one ${name}
  for_each(*survey.root, [&](const Element& element) {
    if (element.row != nullptr && !element.list.empty() && element.list.find("${") != std::string::npos)
      check_text(element.list, survey.survey_table.place(*element.row, element.row->header("type")), resolver,
                 findings);
  });
}

}  // namespace minyi::xlsform
