// Every page of a survey once, in each of its languages: what pictures are taken of and texts are tried on.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/flow/screen.hpp"
#include "minyi/form/form.hpp"

namespace minyi::kiosk::preview {

struct Page {
  enum class Kind { attract, question, message, thanks } kind = Kind::question;
  // reached: somebody who answers sees it so. forced: no answers that were tried lead here; it is shown with everything
  // on it, which nobody may ever see at once.
  enum class Way { reached, forced } way = Way::reached;
  std::string name{};                             // of its first question: "age"
  std::map<std::string, flow::Screen> screens{};  // by language
};

struct Catalogue {
  std::vector<std::string> languages{};  // codes, in the form's order
  Page attract{.kind = Page::Kind::attract, .name = "attract"};
  std::vector<Page> pages{};      // in the form's order; a page that was reached comes before what of it was not
  std::vector<Page> messages{};   // the form's own, beside the questions they belong to
  std::optional<Page> refused{};  // the first page that cannot be left without an answer, saying so
  Page thanks{.kind = Page::Kind::thanks, .name = "thanks"};
};

// Walks through the form until every question was seen, a bounded number of times; what is then unseen is forced.
// interview_invalid when the form cannot be begun.
Result<Catalogue> catalogue_of(const std::shared_ptr<const form::Form>& form, const std::string& site);

}  // namespace minyi::kiosk::preview
