#include "minyi/check/pattern.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace minyi::check {
namespace {

constexpr std::size_t longest = 2'000;  // of a sample, in bytes
constexpr std::size_t most_more = 3;    // what "*" and "+" add at most
constexpr int deepest = 40;
constexpr std::size_t most_steps = 20'000;

struct Class {
  char letter;
  std::string_view members;
};
constexpr std::string_view digits = "0123456789";
constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
constexpr std::string_view printable =
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
constexpr auto classes =
    std::to_array<Class>({{'d', digits}, {'w', word}, {'s', " "}, {'D', "aZ-"}, {'W', " -"}, {'S', word}});

using Members = std::vector<std::string>;  // characters

Members spread(std::string_view letters) {
  Members all;
  for (const char letter : letters) all.emplace_back(1, letter);
  return all;
}

class Sampler {
 public:
  Sampler(std::string_view pattern, Chance& chance) : pattern_(pattern), chance_(chance) {}

  std::optional<std::string> whole() {
    auto text = alternatives();
    if (at_ != pattern_.size() || failed_) return std::nullopt;
    return text;
  }

 private:
  [[nodiscard]] bool more() const { return at_ < pattern_.size() && !failed_; }
  bool take(char expected) {
    if (!more() || pattern_[at_] != expected) return false;
    ++at_;
    return true;
  }
  std::string fail() {
    failed_ = true;
    return {};
  }
  // One character, which may be several bytes.
  std::string character() {
    std::string taken(1, pattern_[at_++]);
    while (at_ < pattern_.size() && (static_cast<unsigned char>(pattern_[at_]) & 0xC0U) == 0x80U)
      taken += pattern_[at_++];
    return taken;
  }
  std::string alternatives() {
    if (++depth_ > deepest) return fail();
    std::vector<std::string> all{sequence()};
    while (take('|')) all.push_back(sequence());
    --depth_;
    return chance_.one_of(all);
  }
  std::string sequence() {
    std::string text;
    while (more() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      const auto begin = at_;
      auto one = atom();
      const auto times = repetitions();
      const auto rest = at_;
      for (std::size_t time = 0; time < times && !failed_; ++time) {
        if (time > 0) {  // it may come out otherwise each time
          at_ = begin;
          one = atom();
        }
        text += one;
        if (text.size() > longest) return fail();
      }
      at_ = rest;
    }
    return text;
  }
  std::string atom() {
    if (++steps_ > most_steps) return fail();
    if (take('^') || take('$')) return {};
    if (take('.')) return chance_.one_of(spread(word));
    if (take('(')) {
      if (take('?') && !take(':')) return fail();
      auto inner = alternatives();
      return take(')') ? inner : fail();
    }
    if (take('[')) return members();
    if (take('\\')) {
      const auto escaped = escape();
      return failed_ ? std::string() : chance_.one_of(escaped);
    }
    if (pattern_[at_] == '*' || pattern_[at_] == '+' || pattern_[at_] == '?' || pattern_[at_] == '{') return fail();
    return character();
  }
  Members escape() {
    if (!more()) return failed_ = true, Members{};
    const char letter = pattern_[at_];
    const auto known = std::ranges::find(classes, letter, &Class::letter);
    if (known != classes.end()) return ++at_, spread(known->members);
    if (std::string_view("bBAzZpPk0123456789xuQE").find(letter) != std::string_view::npos)
      return failed_ = true, Members{};
    return {character()};
  }
  std::string members() {
    const bool negated = take('^');
    Members all;
    bool first = true;
    while (more() && (first || pattern_[at_] != ']')) {
      first = false;
      Members one = take('\\') ? escape() : Members{character()};
      if (failed_) return {};
      const bool range = one.size() == 1 && one.front().size() == 1 && at_ + 1 < pattern_.size() &&
                         pattern_[at_] == '-' && pattern_[at_ + 1] != ']';
      if (range) {
        ++at_;
        const auto last = take('\\') ? escape() : Members{character()};
        if (failed_ || last.size() != 1 || last.front().size() != 1 || last.front()[0] < one.front()[0]) return fail();
        const auto from = one.front()[0], to = last.front()[0];
        for (char each = static_cast<char>(from + 1); from < to; ++each) {
          one.emplace_back(1, each);
          if (each == to) break;
        }
      }
      all.insert(all.end(), one.begin(), one.end());
    }
    if (!take(']')) return fail();
    if (negated) {
      Members others;
      for (auto& each : spread(printable))
        if (std::ranges::find(all, each) == all.end()) others.push_back(std::move(each));
      all = std::move(others);
    }
    return all.empty() ? fail() : chance_.one_of(all);
  }
  std::size_t number() {
    std::size_t value = 0;
    while (more() && pattern_[at_] >= '0' && pattern_[at_] <= '9' && value < longest)
      value = value * 10 + static_cast<std::size_t>(pattern_[at_++] - '0');
    return value;
  }
  std::size_t repetitions() {
    std::size_t least = 1, most = 1;
    if (take('?')) {
      least = 0;
    } else if (take('*')) {
      least = 0, most = most_more;
    } else if (take('+')) {
      most = 1 + most_more;
    } else if (take('{')) {
      least = most = number();
      if (take(',')) most = more() && pattern_[at_] != '}' ? number() : least + most_more;
      if (!take('}') || most < least) return failed_ = true, 0;
    } else {
      return 1;
    }
    if (!take('?')) take('+');  // lazy or possessive
    return least + chance_.below(most - least + 1);
  }

  std::string_view pattern_;
  Chance& chance_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::size_t steps_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<std::string> sample(std::string_view pattern, Chance& chance) {
  if (pattern.size() > longest) return std::nullopt;
  return Sampler(pattern, chance).whole();
}

}  // namespace minyi::check
