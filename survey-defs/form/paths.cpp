#include "minyi/form/paths.hpp"

#include <algorithm>
#include <numeric>

namespace minyi::form {

namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

// "/orx:a/b" -> "/a/b"
std::string without_prefixes(std::string_view path) {
  std::string out;
  std::size_t step = 0;
  for (const char c : path) {
    if (c == '/') step = out.size() + 1;
    if (c == ':') {
      const bool attribute = step < out.size() && out[step] == '@';
      out.resize(step + (attribute ? 1 : 0));
    } else {
      out += c;
    }
  }
  return out;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string absolute_path(std::string_view written, std::string_view base) {
  written = trim(written);
  std::string out(written.starts_with('/') ? std::string_view{} : base);
  while (!written.empty()) {
    const auto slash = written.find('/');
    auto step = trim(written.substr(0, slash));
    written.remove_prefix(slash == std::string_view::npos ? written.size() : slash + 1);
    step = trim(step.substr(0, step.find('[')));
    if (step.empty() || step == ".") continue;
    if (step == "..")
      out.resize(std::min(out.size(), out.rfind('/') == std::string::npos ? 0 : out.rfind('/')));
    else
      out.append(1, '/').append(step);
  }
  return out;
}

InstancePaths::InstancePaths(const xpath::Document& instance) {
  const auto* root = instance.element();
  if (root == nullptr) return;
  root_ = '/' + root->name().local;
  add(*root, root_);
}

void InstancePaths::add(const xpath::Node& node, const std::string& path) {
  known_.insert(path);
  for (const auto& attribute : node.attributes()) known_.insert(path + "/@" + attribute->name().local);
  for (const auto& child : node.children())
    if (child->kind() == xpath::NodeKind::element) add(*child, path + '/' + child->name().local);
}

bool InstancePaths::contains(std::string_view path) const { return known_.contains(without_prefixes(path)); }

std::string InstancePaths::did_you_mean(std::string_view path) const {
  const auto wanted = without_prefixes(path);
  const auto last = wanted.substr(wanted.rfind('/') + 1);
  std::string best;
  std::size_t least = 3;
  for (const auto& known : known_) {
    const auto name = std::string_view(known).substr(known.rfind('/') + 1);
    if (name.size() > last.size() + 2 || last.size() > name.size() + 2) continue;
    const auto d = distance(name, last);
    if (d < least || (d == least && !best.empty() && known < best)) {
      least = d;
      best = known;
    }
  }
  return best.empty() ? std::string{} : "did you mean " + best;
}

}  // namespace minyi::form
