#include "faults/fleet.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include <doctest/doctest.h>
#include <sqlite3.h>

namespace minyi::faults {
namespace {

using std::chrono::milliseconds;
using testing::Failure;
using testing::Sight;

const std::vector<std::string> lively{"--heartbeat", "300", "--backoff", "100"};

// Letters that occur nowhere by chance, in the order of the hall's residents.
std::string wish_of(const std::string& hall, unsigned resident) {
  std::string wish = "zq" + hall;
  for (int digit = 0; digit < 4; ++digit, resident /= 10) wish += static_cast<char>('a' + resident % 10);
  return wish + "xv";
}

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};

milliseconds middle(std::vector<milliseconds> times) {
  if (times.empty()) return {};
  const auto half = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), half, times.end());
  return *half;
}

}  // namespace

std::vector<std::string> select(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, Close> database(raw);
  sqlite3_busy_timeout(raw, 20'000);
  std::vector<std::string> found;
  const auto note = [](void* out, int, char** values, char**) {
    static_cast<std::vector<std::string>*>(out)->emplace_back(values[0] != nullptr ? values[0] : "");
    return 0;
  };
  if (opened != SQLITE_OK || sqlite3_exec(raw, sql.c_str(), note, &found, nullptr) != SQLITE_OK)
    throw Failure(sql + ": " + sqlite3_errmsg(raw));
  return found;
}

std::string survey(const std::string& version) {
  return "| survey | type | name | label::English (en) | calculation | bind::minyi:indicator |\n"
         "| | select_one yes_no | aware | Have you heard of it? | | |\n"
         "| | text | wish | What do you wish for (" +
         version +
         ")? | | |\n"
         "| | calculate | known | | if(${aware} = 'yes', 1, 0) | awareness |\n"
         "| choices | list_name | name | label::English (en) |\n"
         "| | yes_no | yes | Yes |\n"
         "| | yes_no | no | No |\n"
         "| settings | form_id | version | form_title | default_language |\n"
         "| | " +
         std::string(form_id) + " | " + version + " | Wishes | English (en) |\n";
}

County::County(testing::FaultProxy::Speaks speaks)
    : network_(
          [this] {
            office_.open();
            return office_.url();
          }(),
          speaks) {
  office_.must({"sites", "import", e2e::source("survey-defs/civic-city/sites.csv")});
  publish("1");
}

void County::publish(const std::string& version, const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"publish", directory_ / "survey" / "wishes.md"};
  e2e::write_file(arguments.back(), survey(version));
  arguments.insert(arguments.end(), options.begin(), options.end());
  office_.must(std::move(arguments));
}

std::vector<std::string> County::wishes() const {
  return select(office_.data() / "warehouse.db", "SELECT value FROM answer WHERE path LIKE '%/wish'");
}

void County::change(const std::string& sql) const { select(office_.data() / "warehouse.db", sql); }
std::string County::text(const std::string& sql) const { return select(office_.data() / "warehouse.db", sql).at(0); }
std::uint64_t County::count(const std::string& sql) const { return std::stoull(text(sql)); }

Hall::Hall(County& county, const std::string& name, e2e::KioskOptions options)
    : name_(name), options_(std::move(options)), kiosk_(county.display(), county.directory() / name) {
  options_.arguments.insert(options_.arguments.end(), lively.begin(), lively.end());
  start({"--collector", county.network().url(), "--enrol", county.office().invite()});
  kiosk_.wait_for_screen("attract");
}

void Hall::start(const std::vector<std::string>& more_arguments) {
  e2e::KioskOptions options = options_;
  options.arguments.insert(options.arguments.end(), more_arguments.begin(), more_arguments.end());
  kiosk_.start(options);
}

void Hall::answer(unsigned residents) {
  for (unsigned i = 0; i < residents; ++i) {
    begin();
    finish();
  }
}

void Hall::begin() { act("start en; choose aware yes; next"); }

void Hall::finish() {
  write();
  hand_in();
}

void Hall::write() {
  wish_ = wish_of(name_, residents_++);
  act("clear wish; type wish " + wish_);
}

void Hall::be_refused() { act("next; expect-problem wish"); }

void Hall::hand_in() {
  act("next; expect-screen thanks");
  thanked_.push_back(wish_);
  touch("thanks");  // he does not stand and read, but makes room for the next one
  kiosk_.wait_for("the thanks to go", [](const Sight& sight) { return sight.screen != "thanks"; });
}

void Hall::leave() { act("start-over"); }

void Hall::knock() { touch("start:en"); }

void Hall::touch(const std::string& id) {
  const Sight sight = kiosk_.wait_for(id, [&](const Sight& seen) { return seen.find(id) != nullptr; });
  const testing::Element element = *sight.find(id);
  testing::Finger(kiosk_.display())
      .tap(static_cast<int>(element.x + element.w / 2), static_cast<int>(element.y + element.h / 2));
}

void Hall::act(const std::string& script) {
  testing::Resident resident = kiosk_.resident();
  for (const testing::Command& command : testing::parse_script(script)) {
    const auto begun = std::chrono::steady_clock::now();
    try {
      resident.act(command);
    } catch (const Failure& failure) {
      throw Failure(failure.what() + ("\nkiosk log:\n" + kiosk_.log()));
    }
    const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
    if (command.verb == testing::Verb::choose || command.verb == testing::Verb::next) taps_.push_back(took);
  }
}

Sight Hall::await_delivery(testing::Patience patience) const {
  return await(
      "all to be delivered", [](const Sight& sight) { return sight.status.pending == 0 && sight.status.online; },
      patience);
}

Sight Hall::await_excuse(const std::string& words, testing::Patience patience) const {
  return await(
      "the excuse: " + words,
      [&](const Sight& sight) {
        return !sight.status.online && sight.status.waiting_for.find(words) != std::string::npos;
      },
      patience);
}

std::vector<milliseconds> Hall::taps() { return std::exchange(taps_, {}); }

std::vector<milliseconds> Hall::calm_taps() {
  answer();
  await_delivery();
  return taps();
}

Visits::Visits(Hall& hall)
    : coming_(std::async(std::launch::async, [&hall, closed = closed_.get_token()] {
        do hall.answer();
        while (!closed.stop_requested());
      })) {}

void Visits::end() {
  closed_.request_stop();
  coming_.get();
}

void check_counted_once_and_unread(County& county, const std::vector<Hall*>& halls,
                                   const std::vector<std::string>& others) {
  std::vector<std::string> words;
  for (const Hall* hall : halls) words.insert(words.end(), hall->thanked().begin(), hall->thanked().end());
  std::vector<std::string> thanked = words;
  thanked.insert(thanked.end(), others.begin(), others.end());
  std::vector<std::string> counted = county.wishes();
  std::ranges::sort(thanked);
  std::ranges::sort(counted);
  CHECK_FALSE(thanked.empty());
  CHECK(counted == thanked);
  CHECK(county.count("SELECT coalesce(sum(completed), 0) FROM rollup_outcome") == thanked.size());
  CHECK(county.count("SELECT coalesce(sum(numerator), 0) FROM rollup WHERE indicator = 'awareness'") == thanked.size());

  const std::string overheard = county.network().overheard();
  const std::string collector_log = county.office().log();
  for (const std::string& wish : words) {
    CAPTURE(wish);
    CHECK(overheard.find(wish) == std::string::npos);
    CHECK(collector_log.find(wish) == std::string::npos);
  }
  for (Hall* hall : halls)
    for (const auto& [name, content] : e2e::contents(hall->kiosk().data().parent_path()))
      for (const std::string& wish : hall->thanked())
        CHECK_MESSAGE(content.find(wish) == std::string::npos, wish << " can be read in " << name);
}

std::uint64_t memory(pid_t process, const std::string& what) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(what + ":")) return std::stoull(line.substr(what.size() + 1));
  throw Failure("/proc tells no " + what + " of process " + std::to_string(process));
}

void check_taps(std::vector<milliseconds> calm, std::vector<milliseconds> troubled) {
  REQUIRE_FALSE(calm.empty());
  REQUIRE_FALSE(troubled.empty());
  const auto usual = middle(calm), now = middle(troubled);
  CAPTURE(usual.count());
  CAPTURE(now.count());
  CHECK(now <= 2 * usual + milliseconds{100});
  CHECK(std::ranges::max(troubled) < milliseconds{5000});  // the shortest of the network's timeouts is twice that
}

}  // namespace minyi::faults
