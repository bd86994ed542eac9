#include "minyi/preview/catalogue.hpp"

#include <array>
#include <set>
#include <utility>

#include "minyi/flow/present.hpp"
#include "minyi/preview/paths.hpp"
#include "minyi/preview/variants.hpp"
#include "minyi/preview/walk.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr std::size_t most_walks = 60, most_steps = 60'000;  // in search of pages, over all walks
constexpr std::size_t most_pages = 3'000;                    // of one walk: a repeat may have many instances
constexpr std::size_t idle_walks = 12;                       // that found nothing new, and then it is enough

using Screens = std::map<std::string, flow::Screen>;

// What is on a page: its questions, and each of their choices.
std::set<std::string> content(const flow::Screen& screen) {
  std::set<std::string> content;
  if (const auto* page = questions_of(screen))
    for (const auto& question : page->questions) {
      const auto path = path_of(question.id);
      content.insert(path);
      for (const auto& choice : question.choices) content.insert(path + '\n' + choice.value);
    }
  return content;
}

std::string first_question(const flow::Screen& screen) {
  const auto* page = questions_of(screen);
  return page == nullptr || page->questions.empty() ? "" : path_of(page->questions.front().id);
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

class Search {
 public:
  Search(Hall& hall, std::shared_ptr<const form::Form> form, const Answers& answers)
      : hall_(hall), form_(std::move(form)), answers_(answers), language_(form_->default_language) {}

  Result<Catalogue> run() {
    Catalogue found;
    auto attract = hall_.flow(form_).screen(hall_.now());
    for (const auto& language : attract.languages) {
      found.languages.push_back(language.code);
      found.attract.screens[language.code] = attract;
    }
    Walk first(hall_, form_, answers_, Habit::first, 0, language_);
    if (const auto* closed = std::get_if<flow::OutOfServiceScreen>(&first.screen().body))
      return fail(ErrorCode::interview_invalid, closed->detail, form_->id.value(), closed->hint);
    walk_open(found);
    walk_real(found);
    merge(found);
    walk_messages(found);
    return found;
  }

 private:
  // All pages there are, and the end.
  void walk_open(Catalogue& found) {
    const auto open = without_rules(*form_);
    for (const auto& code : found.languages) {
      Walk walk(hall_, open, answers_, Habit::first, 0, code);
      for (std::size_t step = 0; walk.asking() && step < most_pages; ++step) {
        const auto& screen = walk.screen();
        const auto [page, fresh] = page_of_.try_emplace(first_question(screen), order_.size());
        if (fresh) order_.push_back(page->first);
        for (const auto& question : questions_of(screen)->questions)
          page_of_.try_emplace(path_of(question.id), page->second);
        forced_[page->second].try_emplace(code, screen);
        if (!walk.go_on()) break;
      }
      if (!walk.asking()) found.thanks.screens[code] = walk.screen();
    }
  }

  // As residents go. Of each page the fullest sight is kept.
  void walk_real(Catalogue& found) {
    std::size_t steps = 0, idle = 0;
    for (std::size_t pass = 0; pass < most_walks && idle < idle_walks && steps < most_steps; ++pass) {
      constexpr std::array habits{Habit::first, Habit::last, Habit::all};
      Walk walk(hall_, form_, answers_, pass < habits.size() ? habits[pass] : Habit::any, pass, language_);
      bool fresh = false;
      for (std::size_t step = 0; walk.asking() && step < most_pages; ++step, ++steps) {
        fresh |= see(walk);
        if (pass == 0 && !found.refused && walk.is_refused())
          found.refused = Page{Page::Kind::message, Page::Way::reached,
                               "message-" + name_of(first_question(walk.screen())), walk.in_all_languages()};
        if (!walk.go_on()) break;
      }
      idle = fresh ? 0 : idle + 1;
    }
  }

  bool see(Walk& walk) {
    const auto page = page_of_.find(first_question(walk.screen()));
    if (page == page_of_.end()) return false;
    auto on_it = content(walk.screen());
    auto& sight = reached_[page->second];
    if (on_it.size() <= sight.content.size()) return false;
    sight = {std::move(on_it), walk.in_all_languages()};
    return true;
  }

  void merge(Catalogue& found) {
    for (std::size_t index = 0; index < order_.size(); ++index) {
      const auto& screens = forced_[index];
      const auto name = name_of(order_[index]);
      auto left = content(screens.begin()->second);
      if (const auto sight = reached_.find(index); sight != reached_.end()) {
        for (const auto& seen : sight->second.content) left.erase(seen);
        found.pages.push_back({Page::Kind::question, Page::Way::reached, name, std::move(sight->second.screens)});
      }
      if (!left.empty()) found.pages.push_back({Page::Kind::question, Page::Way::forced, name, screens});
    }
  }

  // One screen for all messages of missing answers on a page, which may stand there together, and one for each message
  // about a wrong answer.
  void walk_messages(Catalogue& found) {
    const auto telling = with_messages(*form_);
    std::map<std::string, std::map<std::string, flow::Question>> told;  // by language, by path
    for (const auto& code : found.languages) {
      Walk walk(hall_, telling, answers_, Habit::first, 0, code);
      for (std::size_t step = 0; walk.asking() && step < most_pages; ++step) {
        for (const auto& question : questions_of(walk.screen())->questions)
          if (question.id != flow::another_id) told[code].try_emplace(path_of(question.id), question);
        if (!walk.go_on()) break;
      }
    }
    const auto add = [&](const std::string& name, const Page& page, const auto& message_of) {
      Page message{Page::Kind::message, page.way, "message-" + name, page.screens};
      bool any = false;
      for (auto& [code, screen] : message.screens)
        for (auto& question : std::get<flow::QuestionScreen>(screen.body).questions) {
          const auto known = told[code].find(path_of(question.id));
          if (known == told[code].end()) continue;
          question.problem = message_of(known->second);
          any |= !question.problem.empty();
        }
      if (any) found.messages.push_back(std::move(message));
    };
    for (const auto& page : found.pages) {
      add(page.name, page, [](const auto& messages) { return messages.label; });
      for (const auto& question : questions_of(page.screens.begin()->second)->questions) {
        const auto path = path_of(question.id);
        add(name_of(path), page,
            [&](const auto& messages) { return path_of(messages.id) == path ? messages.hint : std::string(); });
      }
    }
  }

  struct Sight {
    std::set<std::string> content{};
    Screens screens{};
  };
  Hall& hall_;
  std::shared_ptr<const form::Form> form_;
  const Answers& answers_;
  std::string language_;
  std::vector<std::string> order_;              // first question of each page
  std::map<std::string, std::size_t> page_of_;  // question -> its page
  std::map<std::size_t, Screens> forced_;
  std::map<std::size_t, Sight> reached_;
};

}  // namespace

Result<Catalogue> catalogue_of(const std::shared_ptr<const form::Form>& form, const std::string& site) {
  Hall hall(site);
  const Answers answers(form);
  return Search(hall, form, answers).run();
}

}  // namespace minyi::kiosk::preview
