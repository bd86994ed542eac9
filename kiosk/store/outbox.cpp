#include "minyi/store/outbox.hpp"

#include "minyi/store/core.hpp"
#include "minyi/store/worker.hpp"

namespace minyi::kiosk::store {
namespace {

// Every call is carried to the worker's thread.
class SqliteOutbox final : public Outbox {
 public:
  SqliteOutbox(const std::string& path, const OutboxOptions& options) : core_(std::make_unique<Core>(path, options)) {}
  ~SqliteOutbox() override {
    worker_.run([this] { core_.reset(); });
  }
  SqliteOutbox(const SqliteOutbox&) = delete;
  SqliteOutbox& operator=(const SqliteOutbox&) = delete;

  Result<> open() {
    return run([&] { return core_->reload(); });
  }
  Result<> make_room() override {
    return run([&] { return core_->make_room(); });
  }
  Result<Sequence> append(const exchange::SealedRecord& record, exchange::Outcome outcome) override {
    return run([&] { return core_->append(record, outcome); });
  }
  Result<Run> pending(std::size_t max_records, std::size_t max_bytes) override {
    return run([&] { return core_->pending(max_records, max_bytes); });
  }
  Result<Run> records_after(const exchange::Head& after, std::size_t max_records, std::size_t max_bytes) override {
    return run([&] { return core_->records_after(after, max_records, max_bytes); });
  }
  Result<Taken> acknowledge(const exchange::Receipt& receipt) override {
    return run([&] { return core_->acknowledge(receipt); });
  }
  Result<> start_over(Sequence after) override {
    return run([&] { return core_->start_over(after); });
  }
  Result<> start_as_another() override {
    return run([&] { return core_->start_as_another(); });
  }
  Result<> count(Step step, const std::string& day, const FormId& form, const std::string& version,
                 const std::string& question_path) override {
    return run([&] { return core_->count(step, day, form, version, question_path); });
  }
  Result<std::vector<exchange::FunnelDay>> funnel() override {
    return run([&] { return core_->funnel(); });
  }
  Result<> funnel_sent(const std::vector<exchange::FunnelDay>& sent) override {
    return run([&] { return core_->funnel_sent(sent); });
  }
  Result<Status> status() override {
    return run([&] { return core_->status(); });
  }
  Result<std::optional<Bytes>> setting(const std::string& name) override {
    return run([&] { return core_->setting(name); });
  }
  Result<> set_setting(const std::string& name, ByteView value) override {
    return run([&] { return core_->set_setting(name, value); });
  }

 private:
  template <class Work>
  auto run(Work&& work) -> decltype(work()) {
    return worker_.run([&] { return core_->mended(work); });
  }

  Worker worker_;
  std::unique_ptr<Core> core_;  // made and ended while the worker runs; used on its thread only
};

}  // namespace

Result<std::unique_ptr<Outbox>> open_outbox(const std::string& path, const OutboxOptions& options) {
  auto outbox = std::make_unique<SqliteOutbox>(path, options);
  MINYI_CHECK(outbox->open());
  return outbox;
}

}  // namespace minyi::kiosk::store
