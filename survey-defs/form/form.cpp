#include "minyi/form/form.hpp"

#include <algorithm>

namespace minyi::form {

namespace {

const Control* find_control(const std::vector<Control>& controls, std::string_view path) {
  for (const auto& control : controls) {
    if (const auto* inside = find_control(control.children, path)) return inside;
    if (control.path == path) return &control;
  }
  return nullptr;
}

}  // namespace

bool Control::appears(std::string_view word) const {
  return std::find(appearance.begin(), appearance.end(), word) != appearance.end();
}

const Bind* Form::bind(std::string_view path) const {
  const auto found = std::find_if(binds.begin(), binds.end(), [&](const Bind& bind) { return bind.path == path; });
  return found == binds.end() ? nullptr : &*found;
}

const Control* Form::control(std::string_view path) const { return find_control(body, path); }

const Language* Form::language(std::string_view code) const {
  const auto found =
      std::find_if(languages.begin(), languages.end(), [&](const Language& l) { return l.code == code; });
  return found == languages.end() ? nullptr : &*found;
}

Result<std::string> NoFiles::read(std::string_view name) const {
  return fail(ErrorCode::file_missing, "the file is not at hand", std::string(name));
}

}  // namespace minyi::form
