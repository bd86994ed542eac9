#include "minyi/interview/evaluation.hpp"

#include <algorithm>

#include "minyi/base/markup.hpp"

namespace minyi::interview {

namespace {

constexpr int max_text_depth = 8;  // a text that outputs a text that outputs …

// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
class Seeded final : public xpath::RandomSource {
 public:
  explicit Seeded(std::uint64_t seed) : state_(seed) {}
  double uniform() override {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31;
    return static_cast<double>(mixed >> 11) * 0x1.0p-53;
  }

 private:
  std::uint64_t state_;
};

// Puts a value aside while something else stands in its place.
template <class T>
class Aside {
 public:
  Aside(T& place, T value) : place_(place), before_(place) { place_ = value; }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  ~Aside() { place_ = before_; }

 private:
  T& place_;
  T before_;
};

}  // namespace

Result<xpath::Value> Evaluation::value(const form::Expression& expression, const xpath::Node& context) const {
  xpath::Scope scope;
  scope.environment = this;
  scope.context = &context;
  xpath::Budget own;
  const Aside<xpath::Budget*> aside(budget_, budget_ != nullptr ? budget_ : &own);
  scope.budget = budget_;
  return xpath::evaluate(expression, scope);
}

Result<xpath::Value> Evaluation::steady_value(const form::Expression& expression, const xpath::Node& context,
                                              int seeded) const {
  Slot& slot = answers_.slot(seeded);
  if (slot.seed == 0) {
    const double drawn = surroundings_.random->uniform();
    slot.seed = 1 + static_cast<std::uint64_t>(drawn * 0x1.0p53) + static_cast<std::uint64_t>(slot.place);
  }
  Seeded random(slot.seed);
  const Aside<xpath::RandomSource*> aside(random_, &random);
  return value(expression, context);
}

void Evaluation::speak(std::string_view code) {
  const form::Form& form = plan_.form();
  const form::Language* language = form.language(code);
  const form::Language* fallback = form.language(form.default_language);
  if (fallback == nullptr && !form.languages.empty()) fallback = &form.languages.front();
  if (language == nullptr) language = fallback;
  language_ = language == nullptr ? std::string{} : language->code;
  language_name_ = language == nullptr ? std::string{} : language->name;
  fallback_name_ = fallback == nullptr ? std::string{} : fallback->name;
}

const form::TextPieces* Evaluation::pieces(std::string_view id, std::string_view form) const {
  const auto& texts = plan_.form().itext.texts;
  const auto found = texts.find(id);
  if (found == texts.end()) return nullptr;
  for (const std::string* name : {&language_name_, &fallback_name_}) {
    const auto language = found->second.find(*name);
    if (language == found->second.end()) continue;
    const auto text = language->second.find(form);
    if (text != language->second.end() && !text->second.empty()) return &text->second;
  }
  return nullptr;
}

std::string Evaluation::render(const form::TextPieces& pieces, const xpath::Node& context, Outputs outputs) const {
  if (depth_ >= max_text_depth) return {};
  const Aside<int> deeper(depth_, depth_ + 1);
  std::string text;
  for (const form::TextPiece& piece : pieces) {
    if (!piece.output) {
      text += piece.literal;
      continue;
    }
    const auto result = random_ != nullptr || context.tag < 0 ? value(*piece.output, context)
                                                              : steady_value(*piece.output, context, context.tag);
    if (!result) continue;
    text += outputs == Outputs::escaped ? escape_markup(xpath::to_string(*result)) : xpath::to_string(*result);
  }
  return text;
}

std::string Evaluation::text(const form::Text& text, std::string_view form, int slot, Outputs outputs) const {
  const xpath::Node& context = *answers_.slot(slot).node;
  if (!text.itext_id.empty()) {
    const form::TextPieces* found = pieces(text.itext_id, form);
    return found == nullptr ? std::string{} : render(*found, context, outputs);
  }
  if (text.itext_path) {
    const auto id = value(*text.itext_path, context);
    if (!id) return {};
    const form::TextPieces* found = pieces(xpath::to_string(*id), form);
    return found == nullptr ? std::string{} : render(*found, context, outputs);
  }
  return form.empty() ? render(text.pieces, context, outputs) : std::string{};
}

const Offer& Evaluation::offer(int id) const {
  Slot& slot = answers_.slot(id);
  if (slot.offer && slot.offer->current) return *slot.offer;
  auto offer = std::make_unique<Offer>();
  offer->current = true;
  const form::Control* control = plan_.place(slot.place).control;
  if (control != nullptr && control->itemset) {
    const form::Itemset& itemset = *control->itemset;
    const auto found = steady_value(itemset.nodeset, *slot.node, id);
    const auto* nodes = found ? std::get_if<xpath::NodeSet>(&*found) : nullptr;
    if (nodes != nullptr) {
      offer->items.reserve(nodes->size());
      for (const xpath::Node* node : *nodes) {
        if (!is_relevant(*node)) continue;
        const xpath::Node* value = node->first_child(itemset.value_ref);
        // A node without a value is no choice: an instance of a repeat that was not answered yet.
        std::string text = value == nullptr ? std::string{} : value->string_value();
        if (!text.empty()) offer->items.push_back({std::move(text), nullptr, node});
      }
    }
  } else if (control != nullptr) {
    for (const form::Choice& choice : control->choices) offer->items.push_back({choice.value, &choice, nullptr});
  }
  for (std::size_t index = 0; index < offer->items.size(); ++index)
    offer->by_value.emplace(offer->items[index].value, index);
  slot.offer = std::move(offer);
  return *slot.offer;
}

std::string Evaluation::label(const Offer::Item& item, int slot, std::string_view form, Outputs outputs) const {
  if (item.choice != nullptr) return text(item.choice->label, form, slot, outputs);
  const form::Itemset& itemset = *plan_.place(answers_.slot(slot).place).control->itemset;
  const xpath::Node* label = item.node->first_child(itemset.label_ref);
  const std::string written = label == nullptr ? std::string{} : label->string_value();
  if (itemset.label_is_itext) {
    const form::TextPieces* found = pieces(written, form);
    return found == nullptr ? std::string{} : render(*found, *answers_.slot(slot).node, outputs);
  }
  // The label of a choice that is an instance of a repeat is a resident's own words.
  const bool answered = label != nullptr && slot_of(*label) != nullptr;
  if (form.empty()) return answered && outputs == Outputs::escaped ? escape_markup(written) : written;
  const xpath::Node* other = item.node->first_child(form);
  return other == nullptr ? std::string{} : other->string_value();
}

const xpath::Node* Evaluation::instance(std::string_view id) const {
  const auto& instances = plan_.form().instances;
  const auto found = instances.find(id);
  return found == instances.end() || !found->second.document ? nullptr : &found->second.document->root();
}

std::optional<std::string> Evaluation::itext(std::string_view id) const {
  const form::TextPieces* found = pieces(id, "");
  if (found == nullptr) return std::nullopt;
  return render(*found, *answers_.document().element(), Outputs::plain);
}

const Slot* Evaluation::slot_of(const xpath::Node& node) const {
  const int id = node.tag;
  if (id < 0 || static_cast<std::size_t>(id) >= answers_.slot_count()) return nullptr;
  return answers_.slot(id).node == &node ? &answers_.slot(id) : nullptr;  // not a node of a secondary instance
}

bool Evaluation::is_relevant(const xpath::Node& node) const {
  const Slot* slot = slot_of(node);
  return slot == nullptr || slot->relevant;
}

bool Evaluation::is_repeated(const xpath::Node& node) const {
  const Slot* slot = slot_of(node);
  return slot != nullptr && answers_.place(*slot).repeat;
}

std::optional<std::string> Evaluation::choice_name(std::string_view value, const xpath::Node& question) const {
  const int id = question.tag;
  if (depth_ >= max_text_depth) return std::nullopt;  // a filter that asks for the name of what it filters
  const Aside<int> deeper(depth_, depth_ + 1);
  if (slot_of(question) == nullptr) return std::nullopt;
  const Offer& offered = offer(id);
  const auto found = offered.by_value.find(value);
  if (found == offered.by_value.end()) return std::nullopt;
  return label(offered.items[found->second], id, "", Outputs::plain);
}

std::string Evaluation::namespace_uri(std::string_view prefix) const {
  const auto& namespaces = plan_.form().namespaces;
  const auto found = namespaces.find(std::string(prefix));
  return found == namespaces.end() ? std::string{} : found->second;
}

}  // namespace minyi::interview
