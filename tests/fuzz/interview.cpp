// Any taps on any survey: a survey in Markdown, a zero byte, and what the resident does, a byte or a few for each act.
// Whatever he does, the collector must be able to read his response.
#include "minyi/interview/interview.hpp"

#include <cstdlib>
#include <iostream>

#include "minyi/base/bytes.hpp"
#include "minyi/xlsform/compile.hpp"

#include "fuzz/corpus.hpp"
#include "support/fake_clock.hpp"

namespace {

using namespace minyi;

// What a resident types who is up to no good, or has a wet sleeve.
constexpr std::string_view texts[] = {"",        "1",          "0",     "-1",       "3.5",        "1000000000", "a",
                                      "a a a b", "2026-11-25", "08:30", "民意 < &", "\xFF\xFE\n", "1e9",        "yes"};

class Dice final : public xpath::RandomSource {
 public:
  double uniform() override {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state_ >> 11U) * 0x1.0p-53;
  }

 private:
  std::uint64_t state_ = 7;
};

// The bytes of the input that are left; zeros when they have run out.
class Acts {
 public:
  explicit Acts(std::string_view bytes) : bytes_(bytes.substr(0, 200)) {}
  [[nodiscard]] bool left() const { return !bytes_.empty(); }
  std::size_t below(std::size_t bound) {
    const std::size_t byte = bytes_.empty() ? 0 : static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(bytes_.empty() ? 0 : 1);
    return bound == 0 ? 0 : byte % bound;
  }

 private:
  std::string_view bytes_;
};

void act(interview::Interview& interview, Acts& acts) {
  const auto page = interview.page();
  switch (acts.below(8)) {
    case 0:
      interview.back();
      return;
    case 1:
    case 2:
      (void)interview.next();
      return;
    case 3:
      (void)interview.add_repeat(page.may_add);
      return;
    case 4:
      (void)interview.remove_repeat(page.may_remove);
      return;
    case 5: {
      const auto& languages = interview.form().languages;
      if (!languages.empty()) interview.set_language(languages[acts.below(languages.size())].code);
      return;
    }
    default:
      break;
  }
  if (page.questions.empty()) return;
  const auto& question = page.questions[acts.below(page.questions.size())];
  if (!question.choices.empty() && acts.below(4) != 0)
    (void)interview.answer(question.path, question.choices[acts.below(question.choices.size())].value);
  else
    (void)interview.answer(question.path, texts[acts.below(std::size(texts))]);
}

}  // namespace

fuzz::Seeds minyi::fuzz::seeds() {
  auto found = surveys();
  for (auto& survey : found) {
    survey += '\0';
    for (char byte = 0; byte < 120; ++byte) survey += byte;
  }
  return found;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = as_text({data, size});
  const auto end = std::min(input.find('\0'), input.size());
  const auto workbook = xlsform::read_markdown(input.substr(0, end), "fuzz.md");
  if (!workbook) return 0;
  const auto form = xlsform::compile(*workbook, {}, form::NoFiles{}).form;
  if (!form) return 0;
  const testing::FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  Dice dice;
  const interview::Surroundings around{&clock, &zone, &dice, "kiosk", {}};
  auto begun = interview::Interview::start(form, around, "");
  if (!begun) return 0;
  Acts acts(input.substr(end));
  while (acts.left()) act(*begun, acts);
  const auto restored = interview::Interview::restore(form, around, begun->finish());
  if (restored) return 0;
  std::cerr << to_string(restored.error()) << '\n';
  std::abort();
}
