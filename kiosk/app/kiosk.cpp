#include <atomic>
#include <future>
#include <thread>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "minyi/app/app.hpp"
#include "minyi/app/backstage.hpp"
#include "minyi/app/inspect.hpp"
#include "minyi/app/version.hpp"
#include "minyi/base/overloaded.hpp"
#include "minyi/base/service.hpp"
#include "minyi/exchange/seal.hpp"
#include "minyi/flow/flow.hpp"
#include "minyi/panel/facts.hpp"
#include "minyi/panel/pin.hpp"
#include "minyi/screens/draw.hpp"
#include "minyi/screens/plain_notice.hpp"
#include "minyi/text/text.hpp"
#include "minyi/window/signals.hpp"
#include "minyi/window/window.hpp"

namespace minyi::kiosk::app {
namespace {

constexpr std::chrono::seconds trouble_retry{30};          // while closed for a cause that may pass by itself
constexpr std::chrono::milliseconds start_spread{30'000};  // of a county's kiosks, when the power comes back
constexpr std::chrono::seconds patience{5};                // with the local disk, before the first picture

class StrongRandom final : public xpath::RandomSource {
 public:
  double uniform() override {
    std::uint64_t bits = 0;
    for (const auto byte : random_bytes(sizeof bits)) bits = bits << 8 | byte;
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
  }
};

store::Step stored_step(flow::Step step) {
  switch (step) {
    case flow::Step::shown:
      return store::Step::shown;
    case flow::Step::started:
      return store::Step::started;
    case flow::Step::completed:
      return store::Step::completed;
    case flow::Step::abandoned:
      break;
  }
  return store::Step::abandoned;
}

// Causes that go away without anybody touching the kiosk: then what could not be opened is tried again.
bool may_pass(ErrorCode code) {
  switch (code) {
    case ErrorCode::network_failed:
    case ErrorCode::collector_wrong:
    case ErrorCode::store_full:
    case ErrorCode::store_failed:
    case ErrorCode::file_failed:
      return true;
    default:
      return false;
  }
}

Result<std::shared_ptr<spdlog::logger>> make_log(const std::string& path) {
  std::shared_ptr<spdlog::logger> log;
  try {
    log = std::make_shared<spdlog::logger>(
        "kiosk", path.empty() ? spdlog::sink_ptr(std::make_shared<spdlog::sinks::stderr_sink_mt>())
                              : spdlog::sink_ptr(std::make_shared<spdlog::sinks::basic_file_sink_mt>(path)));
  } catch (const spdlog::spdlog_ex& error) {
    return fail(ErrorCode::file_failed, error.what(), path, "check the path given with --log");
  }
  log->set_pattern("%Y-%m-%dT%H:%M:%S%z %l %v");
  log->flush_on(spdlog::level::info);
  return log;
}

class Kiosk {
 public:
  Kiosk(const Options& options, spdlog::logger& log) : options_(options), log_(log) {}
  ~Kiosk() {
    uploader_.reset();  // before what its hooks use
  }

  Result<> run() {
    start_backstage();
    MINYI_TRY(window_, window::Window::open({.full_screen = !options_.size,
                                             .width = options_.size ? options_.size->first : 0,
                                             .height = options_.size ? options_.size->second : 0}));
    if (!options_.inspect.empty()) MINYI_CHECK(window_->listen(options_.inspect));
    service_.ready();
    signals_.wait([this] { window_->close(); });
    auto typesetter = text::Typesetter::open();
    if (!typesetter) {
      log_.error("{}", to_string(typesetter.error()));
      run_plain(typesetter.error());
      return {};
    }
    view_ = std::make_unique<screens::View>(**typesetter, window_->density(),
                                            [this](std::string_view file) { return read_beside_form(file); });
    if (options_.enrol.empty()) (void)opening_.wait_for(patience);
    flow_.emplace(outside(), flow::Delays{},
                  flow::Offer{.trouble = Error{ErrorCode::not_found, "the kiosk is starting", options_.collector, ""}},
                  clock_.monotonic());
    adopt_backstage();
    window_->run({.frame = [this](float width, float height) { return frame(width, height); },
                  .rehearse = [this](float width, float height) { return rehearse(width, height); },
                  .ground = [this] { return screens::View::ground(screen_); },
                  .wake_at = [this] { return wake_at(); },
                  .touched = [this] { carry_out(flow_->handle(flow::Touched{}, clock_.monotonic())); },
                  .inspect = [this] { return inspect_line(); }},
                 clock_);
    service_.stopping();
    uploader_.reset();
    view_.reset();
    return {};
  }

 private:
  void start_backstage() {
    if (opener_.joinable()) opener_.join();
    std::promise<Result<Backstage>> opened;
    opening_ = opened.get_future();
    opener_ = std::jthread([this, promise = std::move(opened)](const std::stop_token& stop) mutable {
      promise.set_value(open_backstage(options_, clock_, stop));
      if (auto* window = waker_.load()) window->wake();
    });
  }

  // Takes over what the opening thread has made ready, if it has.
  void adopt_backstage() {
    waker_ = window_.get();
    if (!opening_.valid() || opening_.wait_for(std::chrono::seconds{0}) != std::future_status::ready) return;
    auto opened = opening_.get();
    if (!opened) {
      fault_ = opened.error();
      log_.error("out of service: {}", to_string(*fault_));
    } else {
      fault_.reset();
      backstage_ = std::move(*opened);
      log_.info("kiosk {} at site {} is ready, rollout {}", backstage_.identity->kiosk.value(),
                backstage_.identity->site.value(), backstage_.library->active()->rollout_version);
      if (const auto& why = backstage_.not_enrolled_anew)
        log_.error("not enrolled anew, goes on as it is: {} [{}]", to_string(*why), code_name(why->code));
      if (const auto problem = backstage_.library->problem(); !problem.empty()) log_.warn("stored survey: {}", problem);
      load_pin();
      flow_.emplace(outside(), flow::Delays{}, offer(), clock_.monotonic());
      start_upload();
    }
    offer_again();
  }

  void load_pin() {
    auto pin = panel::Pin::load(*backstage_.outbox);
    if (pin)
      pin_ = std::move(*pin);
    else
      log_.error("there is no panel, since the PIN cannot be read: {}", to_string(pin.error()));
  }

  void start_upload() {
    upload::UploadOptions options;
    if (options_.heartbeat) options.heartbeat = *options_.heartbeat;
    if (options_.backoff) options.backoff_base = *options_.backoff;
    if (options_.backoff) options.backoff_cap = *options_.backoff * 8;
    options.program_version = version;
    // A kiosk that has a survey can wait; one that has none has residents waiting.
    if (backstage_.library->active()->rollout_version > 0)
      options.start_spread = std::min(start_spread, options.heartbeat);
    upload::UploadHooks hooks{
        .current_rollout = [library = backstage_.library] { return library->active()->rollout_version; },
        .on_rollout = [this, library = backstage_.library](const std::string& json, const std::string& signature,
                                                           exchange::RolloutSource& source) -> Result<> {
          auto installed = library->install(json, signature, source);
          if (!installed) {
            log_.error("rollout refused: {}", to_string(installed.error()));
            return installed;
          }
          log_.info("rollout {} is active", library->active()->rollout_version);
          new_rollout_ = true;
          window_->wake();
          return {};
        },
        .on_publisher = [library = backstage_.library](const std::string& line) { library->follow(line); },
        .alarms = [this, library = backstage_.library, said = false]() mutable -> std::vector<std::string> {
          const auto active = library->active();
          if (active->stale && !said)
            log_.warn("rollout {} is past its day: it is kept until a newer one comes", active->rollout_version);
          said = active->stale;
          if (!active->stale) return {};
          return {std::string(exchange::stale_alarm)};
        },
        .log = [this](const std::string& line) { log_.info("upload: {}", line); }};
    uploader_ = upload::start_uploader(backstage_.outbox, backstage_.identity, options, std::move(hooks),
                                       std::make_shared<SystemClock>());
  }

  flow::Outside outside() {
    flow::Outside outside{.clock = &clock_, .time_zone = &zone_, .random = &random_};
    if (backstage_.identity) {
      outside.device_id = backstage_.identity->kiosk.value();
      outside.properties = {{"site", backstage_.identity->site.value()}, {"site_name", backstage_.identity->site_name}};
    }
    return outside;
  }

  flow::Offer offer() {
    flow::Offer offer;
    retry_at_.reset();
    if (fault_ || !backstage_.outbox) {
      if (fault_ && may_pass(fault_->code)) retry_at_ = clock_.monotonic() + trouble_retry;
      offer.trouble =
          fault_ ? *fault_ : Error{ErrorCode::not_found, "the kiosk is getting ready", options_.collector, ""};
      return offer;
    }
    offer.attended = pin_.has_value();
    const auto active = backstage_.library->active();
    if (!active->forms.empty()) {
      offer.form = active->forms.front().form;
      offer.files = active->forms.front().files;
    }
    offer.policy = active->policy;
    if (options_.idle_warning) offer.policy.idle_warning = *options_.idle_warning;
    if (options_.idle_reset) offer.policy.idle_reset = *options_.idle_reset;
    if (const auto status = backstage_.outbox->status(); !status) {
      offer.trouble = status.error();
    } else {
      offer.participants = status->completed_total;
      if (const auto room = backstage_.outbox->make_room(); !room) offer.trouble = room.error();
    }
    if (const auto now = clock_.now(); active->opens && now < *active->opens) {
      offer.trouble = closed("the survey has not begun yet", *active->opens, "it opens by itself then");
    } else if (active->closes && now >= *active->closes) {
      offer.trouble = closed("the survey is over", *active->closes, "publish the next one");
    } else if (active->closes) {
      retry_at_ = clock_.monotonic() + (*active->closes - now);  // then nobody new is asked
    }
    const std::string trouble = offer.trouble ? to_string(*offer.trouble) : std::string();
    if (offer.trouble) {
      if (trouble != trouble_said_) log_.error("out of service: {}", trouble);  // not every half minute for a month
      retry_at_ = clock_.monotonic() + trouble_retry;
    }
    trouble_said_ = trouble;
    return offer;
  }

  [[nodiscard]] Error closed(const std::string& why, Instant when, const std::string& hint) const {
    return {ErrorCode::form_unknown, why, iso_date_time(when, zone_.offset_at(when)), hint};
  }

  void offer_again() {
    rehearsed_ = 0;
    tell(flow::Offered{offer()});
  }

  void tell(const flow::Event& event) { carry_out(flow_->handle(event, clock_.monotonic())); }

  void carry_out(std::vector<flow::Effect> effects) {
    for (auto& effect : effects)
      std::visit(
          Overloaded{[&](flow::Save& save) { this->save(save.record); }, [&](const flow::Count& step) { count(step); },
                     [&](const flow::Wipe&) {
                       view_->wipe();
                       offer_again();
                     },
                     [&](const flow::TryPin& tried) { judge(tried.digits); },
                     [&](const flow::LookAtKiosk&) { look_at_kiosk(); },
                     [&](const flow::SendNow&) { uploader_->try_now(); }},
          effect);
  }

  void save(exchange::Record& record) {
    const auto saved = store_record(record);
    for (auto& answer : record.answers) wipe(answer.value);
    if (!saved) log_.error("a response could not be stored: {}", to_string(saved.error()));
    tell(saved ? flow::Event(flow::Saved{}) : flow::Event(flow::SaveFailed{saved.error()}));
  }

  void count(const flow::Count& step) {
    const auto day = iso_date(clock_.now(), zone_.offset_at(clock_.now()));
    if (const auto counted =
            backstage_.outbox->count(stored_step(step.step), day, step.form, step.version, step.question);
        !counted)
      log_.warn("a counter could not be stored: {}", to_string(counted.error()));
  }

  void judge(const flow::PinDigits& digits) {
    const bool right = pin_ && pin_->is(digits.text());
    right ? log_.info("the panel was opened") : log_.warn("a wrong PIN was tried");
    tell(flow::PinJudged{right});
  }

  void look_at_kiosk() {
    auto facts =
        panel::facts(*backstage_.outbox, *uploader_->identity(), uploader_->status(), *backstage_.library->active());
    facts.program_version = version;
    tell(flow::LookedAtKiosk{std::move(facts)});
  }

  Result<> store_record(const exchange::Record& record) {
    const auto sealed = exchange::seal(record, uploader_->identity()->collector_seal);
    MINYI_TRY(const auto sequence, backstage_.outbox->append(sealed, record.outcome));
    (void)sequence;
    uploader_->nudge();
    return {};
  }

  bool frame(float width, float height) {
    service_.beat(clock_.monotonic());
    if (opening_.valid()) adopt_backstage();
    if (new_rollout_.exchange(false)) {
      // Its pictures may be others of the same names; a resident who has begun keeps his until he is done.
      if (std::holds_alternative<flow::AttractScreen>(screen_.body)) view_->wipe();
      offer_again();
    }
    const auto now = clock_.monotonic();
    if (retry_at_ && now >= *retry_at_) try_again();
    carry_out(flow_->handle(flow::Tick{}, now));
    screen_ = flow_->screen(now);
    auto drawn = view_->draw(screen_, width, height);
    elements_ = std::move(drawn.elements);
    if (!drawn.event) return false;
    // Nobody is asked whose answers could not be kept: the disk may have filled since the screen was last free.
    if (std::holds_alternative<flow::StartPressed>(*drawn.event)) offer_again();
    carry_out(flow_->handle(*drawn.event, now));
    return true;
  }

  std::string read_beside_form(std::string_view file) const {
    const auto& files = flow_->files();
    return files ? files->read(file).value_or(std::string{}) : std::string{};
  }

  // The first page of each language: while the attract screen stands there is time, after the touch there is not.
  bool rehearse(float width, float height) {
    const auto prospect = flow_->prospect(rehearsed_, clock_.monotonic());
    if (!prospect) return false;
    view_->rehearse(*prospect, width, height);
    ++rehearsed_;
    return true;
  }

  void try_again() {
    retry_at_.reset();
    if (fault_)
      start_backstage();
    else
      offer_again();
  }

  std::optional<Monotonic> wake_at() const {
    auto deadline = flow_->next_deadline(clock_.monotonic());
    for (const auto& other : {retry_at_, service_.next_beat()})
      if (other && (!deadline || *other < *deadline)) deadline = other;
    return deadline;
  }

  std::string inspect_line() {
    const auto status = backstage_.outbox ? std::optional(backstage_.outbox->status()) : std::nullopt;
    const auto upload = uploader_ ? std::optional(uploader_->status()) : std::nullopt;
    return inspect({.screen = screen_,
                    .elements = elements_,
                    .store = status && *status ? &**status : nullptr,
                    .upload = upload ? &*upload : nullptr,
                    .rollout_version = backstage_.library ? backstage_.library->active()->rollout_version : 0});
  }

  void run_plain(const Error& error) {
    screen_.name = "out-of-service";
    elements_ = {{.id = "detail",
                  .role = "alert",
                  .label = to_string(error),
                  .value = std::string(code_name(error.code)),
                  .state = ""}};
    const screens::PlainNotice notice{"This kiosk is out of service", std::string(code_name(error.code)), error.message,
                                      error.hint};
    window_->run({.frame =
                      [&](float width, float height) {
                        service_.beat(clock_.monotonic());
                        screens::draw_plain_notice(notice, width, height);
                        return false;
                      },
                  .ground = [] { return 0xF6F3ECu; },
                  .wake_at = [this] { return service_.next_beat(); },
                  .touched = [] {},
                  .inspect = [this] { return inspect_line(); }},
                 clock_);
  }

  const Options& options_;
  spdlog::logger& log_;
  SystemClock clock_;
  SystemTimeZone zone_;
  ServiceManager service_ = ServiceManager::from_environment();
  StrongRandom random_;
  std::atomic<window::Window*> waker_{nullptr};
  std::unique_ptr<window::Window> window_;
  window::Signals signals_;  // after the window it closes, before every thread
  Backstage backstage_;
  std::optional<Error> fault_;  // why there is no backstage
  std::optional<panel::Pin> pin_;
  std::unique_ptr<screens::View> view_;
  std::optional<flow::Flow> flow_;
  std::unique_ptr<upload::Uploader> uploader_;
  std::atomic<bool> new_rollout_{false};
  std::optional<Monotonic> retry_at_;
  std::string trouble_said_;
  std::size_t rehearsed_ = 0;  // start buttons whose first page is made ready
  flow::Screen screen_;
  std::vector<screens::Element> elements_;
  std::future<Result<Backstage>> opening_;
  std::jthread opener_;  // last: joined before the parts it uses go
};

}  // namespace

Result<> run(const Options& options) {
  keep_memory_private();
  MINYI_TRY(const auto log, make_log(options.log));
  MINYI_CHECK(start_cryptography());
  log->info("minyi-kiosk {} starts", version);
  Kiosk kiosk(options, *log);
  auto ended = kiosk.run();
  if (!ended)
    log->error("{}", to_string(ended.error()));
  else
    log->info("minyi-kiosk ends");
  return ended;
}

}  // namespace minyi::kiosk::app
