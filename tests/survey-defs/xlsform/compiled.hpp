// A survey written as text in a test, compiled; and questions to its XForm.
#pragma once

#include <string>

#include <doctest/doctest.h>
#include <pugixml.hpp>

#include "minyi/xlsform/compile.hpp"

namespace minyi::xlsform {

inline Compiled compile_text(const std::string& markdown) {
  const auto book = read_markdown(markdown, "form.md");
  REQUIRE(book.has_value());
  return compile(*book, {.default_form_id = "test"}, form::NoFiles{});
}

inline std::string errors_of(const Compiled& compiled) {
  std::string errors;
  for (const auto& error : compiled.errors) errors += to_string(error) + '\n';
  return errors;
}

// The only error, which must be the only one.
inline Finding only_error(const std::string& markdown) {
  const auto compiled = compile_text(markdown);
  REQUIRE_MESSAGE(compiled.errors.size() == 1, errors_of(compiled));
  CHECK(compiled.xform.empty());
  CHECK(compiled.form == nullptr);
  return compiled.errors.front();
}

// The XForm of a survey without errors. Paths name elements as the file does: "//bind[@nodeset='/data/a']".
class Xform {
 public:
  explicit Xform(const std::string& markdown) : compiled_(compile_text(markdown)) {
    REQUIRE_MESSAGE(compiled_.valid(), errors_of(compiled_));
    REQUIRE(document_.load_string(compiled_.xform.c_str()));
  }
  [[nodiscard]] std::size_t count(const char* path) const { return document_.select_nodes(path).size(); }
  // The attribute's value or the element's text; "(none)" where there is no such node.
  [[nodiscard]] std::string text(const char* path) const {
    const auto found = document_.select_node(path);
    if (found.attribute()) return found.attribute().value();
    return found.node() ? found.node().text().get() : "(none)";
  }
  [[nodiscard]] const Compiled& compiled() const { return compiled_; }

 private:
  Compiled compiled_;
  pugi::xml_document document_{};
};

}  // namespace minyi::xlsform
