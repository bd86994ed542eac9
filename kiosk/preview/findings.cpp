#include "minyi/preview/findings.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "minyi/preview/catalogue.hpp"
#include "minyi/preview/proof.hpp"
#include "minyi/preview/sizes.hpp"
#include "minyi/preview/survey.hpp"
#include "minyi/preview/walk.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr std::array usual_resolutions{Resolution{1920, 1080}, Resolution{1280, 800}};
constexpr std::chrono::seconds most_time{90};
constexpr std::size_t most_choices = 120;   // of a longer list those with the longest words are tried
constexpr std::size_t most_characters = 8;  // named in a message

struct Wording {
  Fault fault;
  const char* message;
  const char* hint;
};
constexpr std::array wordings{
    Wording{Fault::shortened, "is cut off and ends in …",
            "make it shorter, or move a part of it into the hint or a note"},
    Wording{Fault::torn, "has a word that is longer than the line and is broken anywhere", "use a shorter word"},
    Wording{Fault::left_out, "is not shown: there is no room for it", "shorten the texts of this page"},
    Wording{Fault::overlaps, "runs into what stands beside it", "make it shorter"},
    Wording{Fault::outside, "reaches beyond the edge of the screen", "make it shorter"},
    Wording{Fault::crowded, "takes too many screenfuls",
            "offer fewer choices, or ask the questions on pages of their own"},
};

const Wording& wording_of(Fault fault) {
  return *std::find_if(wordings.begin(), wordings.end(), [&](const Wording& w) { return w.fault == fault; });
}

// A list too long to lay out whole keeps the choices whose words need most room.
void shorten_lists(flow::Screen& screen) {
  auto* page = std::get_if<flow::QuestionScreen>(&screen.body);
  if (page == nullptr) return;
  for (auto& question : page->questions) {
    if (question.choices.size() <= most_choices) continue;
    std::stable_sort(question.choices.begin(), question.choices.end(),
                     [](const auto& a, const auto& b) { return a.label.size() > b.label.size(); });
    question.choices.resize(most_choices);
  }
}

std::string code_points(const std::u32string& characters) {
  std::string text;
  for (std::size_t index = 0; index < std::min(characters.size(), most_characters); ++index)
    text += fmt::format("{}U+{:04X}", index == 0 ? "" : ", ", static_cast<std::uint32_t>(characters[index]));
  if (characters.size() > most_characters) text += fmt::format(" and {} more", characters.size() - most_characters);
  return text;
}

class Search {
 public:
  Search(text::Typesetter& typesetter, const Options& options)
      : typesetter_(typesetter),
        proof_(typesetter, options.density, [options](std::string_view file) { return read_media(options, file); }),
        resolutions_(options.sizes.empty() ? std::vector(usual_resolutions.begin(), usual_resolutions.end())
                                           : options.sizes) {}

  void look_at(const Page& page) {
    for (auto [language, screen] : page.screens) {
      if (page.kind == Page::Kind::attract && language != page.screens.begin()->first)
        continue;  // it is all languages'
      const auto texts = origins_of(screen);
      for (const auto& text : texts) look_for_glyphs(text, language);
      shorten_lists(screen);
      const auto origins = origins_of(screen);
      for (const auto& size : sizes)
        for (const auto& resolution : resolutions_) {
          screen.comforts.size = size.size;
          for (const auto& blemish : proof_.read(screen, origins, resolution))
            if (matters(page, blemish, origins[blemish.origin]))
              note(origins[blemish.origin], blemish, language, size.name, resolution);
        }
    }
  }

  void give_up(const Page& page) {
    found_.push_back(
        {.code = "check.screens_unfinished",
         .path = page.name,
         .message = fmt::format("the survey is too large to try all of its pages; from {} on none was", page.name),
         .hint = "look at the rest with `minyi preview`"});
  }

  std::vector<Finding> finish() {
    for (auto& [key, fault] : faults_) {
      const auto others = fault.layouts.size() - 1;
      if (fault.layouts.size() > 1)
        fault.finding.message += fmt::format(" and at {} more size{}", others, others == 1 ? "" : "s");
      order_[fault.place] = std::move(fault.finding);
    }
    for (auto& finding : order_) found_.push_back(std::move(finding));
    return std::move(found_);
  }

 private:
  using Key = std::tuple<int, std::string, std::string, std::string, std::string>;
  struct Repeated {
    Finding finding;
    std::set<std::string> layouts;  // text size and resolution
    std::size_t place = 0;
  };

  // Beside a message the hint yields on purpose; and what nobody may ever see at once is not judged as a page.
  static bool matters(const Page& page, const Blemish& blemish, const Origin& origin) {
    if (page.kind == Page::Kind::message) return origin.part == "message" && blemish.fault != Fault::crowded;
    return blemish.fault != Fault::crowded || page.way == Page::Way::reached;
  }

  Repeated& entry(int kind, const Origin& origin, const std::string& language) {
    const auto [entry, fresh] = faults_.try_emplace({kind, origin.path, origin.part, origin.choice, language});
    if (fresh) {
      entry->second.place = order_.size();
      order_.emplace_back();
    }
    return entry->second;
  }

  void note(const Origin& origin, const Blemish& blemish, const std::string& language, const char* size,
            Resolution resolution) {
    auto& repeated = entry(static_cast<int>(blemish.fault), origin, language);
    const auto where = fmt::format("{}x{}", resolution.width, resolution.height);
    repeated.layouts.insert(size + (" " + where));
    if (repeated.layouts.size() > 1 || !repeated.finding.code.empty()) return;
    const auto& wording = wording_of(blemish.fault);
    const bool page = blemish.fault == Fault::crowded;
    repeated.finding = {"check.overflow",
                        origin.path,
                        page ? "page" : origin.part,
                        page ? "" : origin.choice,
                        language,
                        size,
                        where,
                        fmt::format("{} at text size {}, {}", wording.message, size, where),
                        wording.hint};
  }

  void look_for_glyphs(const Origin& origin, const std::string& language) {
    const auto missing = typesetter_.missing_glyphs(origin.text);
    if (missing.empty()) return;
    auto& repeated = entry(-1, origin, language);
    repeated.finding = {"check.glyph",
                        origin.path,
                        origin.part,
                        origin.choice,
                        language,
                        "",
                        "",
                        "no installed font has " + code_points(missing),
                        "replace the characters, or install a font that has them on every kiosk"};
  }

  text::Typesetter& typesetter_;
  Proof proof_;
  std::vector<Resolution> resolutions_;
  std::map<Key, Repeated> faults_;
  std::vector<Finding> order_, found_;
};

}  // namespace

Result<std::vector<Finding>> find_faults(const std::shared_ptr<const form::Form>& form, const Options& options,
                                         const Clock& clock) {
  const auto until = clock.monotonic() + most_time;
  MINYI_TRY(const auto typesetter, text::Typesetter::open());
  MINYI_TRY(const auto catalogue, catalogue_of(form, options.site));
  Search search(*typesetter, options);
  search.look_at(catalogue.attract);
  for (const auto* pages : {&catalogue.pages, &catalogue.messages})
    for (const auto& page : *pages) {
      if (clock.monotonic() > until) {
        search.give_up(page);
        return search.finish();
      }
      search.look_at(page);
    }
  return search.finish();
}

std::string to_json_line(const Finding& finding) {
  const nlohmann::ordered_json line = {{"code", finding.code},
                                       {"path", finding.path},
                                       {"part", finding.part},
                                       {"choice", finding.choice},
                                       {"language", finding.language},
                                       {"size", finding.size},
                                       {"resolution", finding.resolution},
                                       {"message", finding.message},
                                       {"hint", finding.hint}};
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace minyi::kiosk::preview
