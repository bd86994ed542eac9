// minyi sites import sites.csv --data DIR
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <CLI/CLI.hpp>

#include "minyi/base/csv.hpp"
#include "minyi/cli/command.hpp"
#include "minyi/cli/files.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/cli/site_levels.hpp"

namespace minyi::cli {
namespace {

using warehouse::Site;

struct Options {
  std::string file, data;
};

constexpr auto columns = std::to_array<std::string_view>({"code", "parent", "level", "name", "eligible"});

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
}

// A line of the file, and what is wrong anywhere in it: everything is said in one run.
class Reading {
 public:
  explicit Reading(std::string file) : file_(std::move(file)) {}

  void complain(int line, const std::string& what) {
    problems_.emplace(line, file_ + " line " + std::to_string(line) + ": " + what);
  }

  void read(const std::vector<CsvRow>& rows) {
    if (rows.empty()) return complain(1, "no header; the first line must be code,parent,level,name,eligible");
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t at = 0; at < rows.front().fields.size(); ++at) {
      const std::string name = trimmed(rows.front().fields[at]);
      if (std::find(columns.begin(), columns.end(), name) == columns.end())
        complain(rows.front().line, "a column that is not known: `" + name + "` (code, parent, level, name, eligible)");
      else if (!places.emplace(name, at).second)
        complain(rows.front().line, "the column " + name + " stands twice");
    }
    for (const auto column : columns)
      if (!places.contains(column)) complain(rows.front().line, "the column " + std::string(column) + " is missing");
    if (!problems_.empty()) return;
    for (std::size_t row = 1; row < rows.size(); ++row) {
      const auto cell = [&](std::string_view column) {
        const std::size_t at = places.find(column)->second;
        return at < rows[row].fields.size() ? trimmed(rows[row].fields[at]) : std::string();
      };
      if (rows[row].fields.size() > rows.front().fields.size()) complain(rows[row].line, "more fields than columns");
      read_site(rows[row].line, cell("code"), cell("parent"), cell("level"), cell("name"), cell("eligible"));
    }
    if (rows.size() == 1) complain(rows.front().line, "there is no place below the header");
  }

  // Parents must be there, and nobody may stand above himself; what the warehouse holds already counts as present.
  void judge_tree(const std::vector<Site>& present) {
    std::map<SiteId, std::optional<SiteId>> parents;
    for (const Site& site : present) parents[site.code] = site.parent;
    for (const Site& site : sites_) parents[site.code] = site.parent;
    for (std::size_t at = 0; at < sites_.size(); ++at) {
      const Site& site = sites_[at];
      if (!site.parent) continue;
      if (!parents.contains(*site.parent)) {
        complain(lines_[at], "the parent `" + site.parent->value() + "` is neither in this file nor imported before");
        continue;
      }
      std::set<SiteId> above{site.code};
      for (auto parent = site.parent; parent; parent = parents.contains(*parent) ? parents[*parent] : std::nullopt) {
        if (*parent == site.code) {
          complain(lines_[at], "`" + site.code.value() + "` stands above itself");
          break;
        }
        if (!above.insert(*parent).second) break;  // a circle further up has a line of its own
      }
    }
  }

  [[nodiscard]] const std::vector<Site>& sites() const { return sites_; }
  [[nodiscard]] const std::multimap<int, std::string>& problems() const { return problems_; }

 private:
  void read_site(int line, const std::string& code, const std::string& parent, const std::string& level,
                 const std::string& name, const std::string& eligible) {
    Site site{.code = SiteId(code), .name = name};
    if (!parent.empty()) site.parent = SiteId(parent);
    if (code.empty()) {
      complain(line, "no code");
    } else if (code.size() > 64 || code.find_first_of(" \t\r\n") != std::string::npos || has_control_character(code)) {
      complain(line, "a code is at most 64 bytes, without spaces");
    } else if (const auto [first, added] = first_lines_.emplace(code, line); !added) {
      complain(line, "the code `" + code + "` stands already in line " + std::to_string(first->second));
    }
    if (name.empty()) complain(line, "no name");
    if (name.size() > 512 || has_control_character(name)) complain(line, "a name is one line of at most 512 bytes");
    if (const auto known = site_level(level))
      site.level = *known;
    else
      complain(line, "the level `" + level + "` is not known (" + std::string(site_level_hint) + ")");
    if (!eligible.empty()) {
      std::uint64_t number = 0;
      const auto [end, error] = std::from_chars(eligible.data(), eligible.data() + eligible.size(), number);
      if (error != std::errc() || end != eligible.data() + eligible.size() || number > 2'000'000'000)
        complain(line, "eligible is a number of residents, not `" + eligible + "`");
      site.eligible = number;
    }
    sites_.push_back(std::move(site));
    lines_.push_back(line);
  }

  std::string file_;
  std::vector<Site> sites_;
  std::vector<int> lines_;
  std::map<std::string, int> first_lines_;
  std::multimap<int, std::string> problems_;
};

Result<Exit> import_sites(const Options& options, Console& console) {
  MINYI_TRY(const std::string text, read_file(options.file));
  MINYI_TRY(const auto rows, read_csv(text, options.file));
  Reading reading(options.file);
  reading.read(rows);
  const auto refuse = [&] {
    for (const auto& [line, problem] : reading.problems()) console.err << problem << '\n';
    console.err << "minyi: nothing was imported\n";
    return Exit::failed;
  };
  // A file that is wrong by itself leaves not even an empty warehouse behind.
  if (!reading.problems().empty() && reading.sites().empty()) return refuse();
  std::vector<Site> present;
  if (auto existing = open_warehouse(options.data, Absent::refuse)) {
    MINYI_TRY(present, (*existing)->sites());
  } else if (existing.error().code != ErrorCode::file_missing) {
    return fail(existing.error());
  }
  reading.judge_tree(present);
  if (!reading.problems().empty()) return refuse();
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::create));
  MINYI_CHECK(warehouse->import_sites(reading.sites()));
  console.out << reading.sites().size() << " sites imported\n";
  return Exit::done;
}

}  // namespace

Action declare_sites_import(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "CSV with the header code,parent,level,name,eligible")->required();
  add_data_option(app, options->data);
  return [options](Console& console) { return import_sites(*options, console); };
}

}  // namespace minyi::cli
