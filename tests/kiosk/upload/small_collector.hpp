// A collector small enough to read at a glance, on a real port of this machine: takes runs as WIRE.md says, keeps what
// it took, and can be told to answer as something else would.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <httplib.h>

#include "minyi/exchange/enrolment.hpp"
#include "minyi/exchange/http_signature.hpp"
#include "minyi/exchange/problem.hpp"
#include "minyi/exchange/rotation.hpp"
#include "minyi/upload/uploader.hpp"

namespace minyi::kiosk::upload::test {

using namespace std::chrono_literals;

// Until `condition` holds, but not for ever.
inline bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit = 10s) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

class SmallCollector {
 public:
  using Answer = std::function<void(const httplib::Request&, httplib::Response&)>;

  SmallCollector() {
    const auto route = [this](const Answer& proper) {
      return [this, proper](const httplib::Request& request, httplib::Response& response) {
        Answer instead;
        {
          const std::lock_guard lock(mutex_);
          ++requests_;
          instead = instead_;
        }
        instead ? instead(request, response) : proper(request, response);
      };
    };
    server_.Post("/v1/sync", route([this](const auto& request, auto& response) { sync(request, response); }));
    server_.Post("/v1/enrol", route([this](const auto& request, auto& response) { enrol(request, response); }));
    server_.Get("/v1/keys", [this](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock(mutex_);
      if (instead_) return instead_(request, response);
      const Bytes body = exchange::encode(rotations_);
      response.set_content(std::string(as_text(body)), std::string(exchange::rotations_content_type));
    });
    server_.Get("/v1/rollout", route([this](const auto& request, auto& response) {
                  if (!signed_well(request, response)) return;
                  const std::lock_guard lock(mutex_);
                  response.set_content(rollout_body_, "application/json");
                }));
    server_.Get(R"(/v1/forms/([0-9a-f]{64}))", route([this](const auto& request, auto& response) {
                  if (!signed_well(request, response)) return;
                  const std::lock_guard lock(mutex_);
                  const auto found = forms_.find(request.matches[1].str());
                  if (found == forms_.end()) return refuse(response, {ErrorCode::form_unknown, "no such form"});
                  response.set_content(found->second, "application/xml");
                }));
    server_.Get(R"(/v1/files/([0-9a-f]{64}))", route([this](const auto& request, auto& response) {
                  if (!signed_well(request, response)) return;
                  const std::lock_guard lock(mutex_);
                  const auto found = files_.find(request.matches[1].str());
                  if (found == files_.end()) return refuse(response, {ErrorCode::file_missing, "no such file"});
                  if (!cut_files_) return response.set_content(found->second, "application/octet-stream");
                  response.set_content_provider(found->second.size(), "application/octet-stream",
                                                [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
                }));
    port_ = server_.bind_to_any_port("127.0.0.1");
    REQUIRE(port_ > 0);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    REQUIRE(eventually([this] { return server_.is_running(); }));
  }
  SmallCollector(const SmallCollector&) = delete;
  SmallCollector& operator=(const SmallCollector&) = delete;
  ~SmallCollector() {
    release();
    server_.stop();
    thread_.join();
  }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::shared_ptr<const Identity> identity() const {
    auto identity = std::make_shared<Identity>();
    identity->kiosk = KioskId{"k-1"};
    identity->site = SiteId{"150921-01"};
    identity->collector_url = url();
    identity->keys = kiosk;
    identity->collector_seal = seal.public_key;
    identity->collector_sign = sign.public_key;
    identity->publisher_key = exchange::publisher_public_line(publisher);
    return identity;
  }

  // New keys from now on, named by the former ones.
  void rotate_keys() {
    const std::lock_guard lock(mutex_);
    const auto former = sign.secret_key;
    seal = exchange::make_seal_keys();
    sign = exchange::make_sign_keys();
    rotations_.collector.push_back(exchange::rotate(former, {seal.public_key, sign.public_key}));
  }
  void rotate_publisher() {
    const std::lock_guard lock(mutex_);
    const auto former = std::exchange(publisher, exchange::make_publisher_key());
    rotations_.publisher.push_back(exchange::rotate(former, publisher));
  }
  // What answers instead of the collector from now on; nothing: the collector again.
  void answer_instead(Answer answer) {
    const std::lock_guard lock(mutex_);
    instead_ = std::move(answer);
  }
  // Answers that hold on to a connection wait here until `release`.
  void hold() {
    std::unique_lock lock(mutex_);
    ++held_;
    wake_.wait_for(lock, 20s, [this] { return released_; });
  }
  void release() {
    const std::lock_guard lock(mutex_);
    released_ = true;
    wake_.notify_all();
  }
  [[nodiscard]] int held() const {
    const std::lock_guard lock(mutex_);
    return held_;
  }
  [[nodiscard]] int requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  [[nodiscard]] std::vector<Bytes> records() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  [[nodiscard]] std::vector<exchange::SyncRequest> syncs() const {
    const std::lock_guard lock(mutex_);
    return syncs_;
  }
  [[nodiscard]] std::vector<std::string> bad_signatures() const {
    const std::lock_guard lock(mutex_);
    return bad_;
  }
  // A backup is restored: of its one stream the first `count` records are there, 0: it does not know the stream.
  void rewind(std::size_t count) {
    const std::lock_guard lock(mutex_);
    for (auto& [stream, chain] : heads_) chain.resize(std::min(chain.size(), count == 0 ? 0 : count + 1));
    records_.resize(std::min(records_.size(), count));
  }
  // Under the lock, before the receipt is signed.
  void alter_receipts(std::function<void(exchange::Receipt&)> alter) {
    const std::lock_guard lock(mutex_);
    alter_ = std::move(alter);
  }
  void publish(const exchange::Rollout& rollout, const std::map<std::string, std::string>& forms,
               const exchange::PublisherKey& by) {
    const std::lock_guard lock(mutex_);
    const auto json = exchange::encode(rollout);
    rollout_body_ = exchange::encode(exchange::SignedRollout{json, exchange::minisign(json, "test", by)});
    forms_ = forms;
    rollout_version_ = rollout.version;
  }
  // By digest, in hexadecimal digits. Cut off: the connection ends after the head of an answer.
  enum class Sent { whole, cut_off };
  void keep_files(const std::map<std::string, std::string>& files, Sent sent = Sent::whole) {
    const std::lock_guard lock(mutex_);
    files_ = files;
    cut_files_ = sent == Sent::cut_off;
  }
  static void refuse(httplib::Response& response, const Error& error) {
    response.status = http_status(error.code);
    response.set_content(exchange::encode_problem(error), std::string(exchange::problem_content_type));
  }

  exchange::SignKeyPair kiosk = exchange::make_sign_keys();
  exchange::SignKeyPair sign = exchange::make_sign_keys();
  exchange::SealKeyPair seal = exchange::make_seal_keys();
  exchange::PublisherKey publisher = exchange::make_publisher_key();
  exchange::EnrolmentCode code = exchange::make_enrolment_code();
  std::string kiosk_id = "k-7";  // of who enrols next

 private:
  bool signed_well(const httplib::Request& request, httplib::Response& response) {
    const exchange::SignatureHeaders headers{request.get_header_value("Content-Digest"),
                                             request.get_header_value("Signature-Input"),
                                             request.get_header_value("Signature")};
    const auto verified =
        exchange::verify_request(request.method, request.path, as_bytes(request.body), headers, kiosk.public_key);
    if (verified) return true;
    const std::lock_guard lock(mutex_);
    bad_.push_back(request.path + ": " + to_string(verified.error()));
    refuse(response, verified.error());
    return false;
  }

  void sync(const httplib::Request& request, httplib::Response& response) {
    if (!signed_well(request, response)) return;
    const auto decoded = exchange::decode_sync(as_bytes(request.body));
    if (!decoded) return refuse(response, decoded.error());
    const std::lock_guard lock(mutex_);
    syncs_.push_back(*decoded);
    exchange::Receipt receipt;
    receipt.stream = decoded->stream;
    auto& chain = heads_[decoded->stream];
    if (chain.empty()) chain.push_back(exchange::genesis(decoded->stream));
    const auto after = decoded->after.sequence.value();
    if (after < chain.size()) {
      receipt.fork = chain[after] != decoded->after;
      auto head = decoded->after;
      for (const auto& record : decoded->records) {
        if (receipt.fork) break;
        head = exchange::extend(head, record.bytes);
        if (head.sequence.value() < chain.size()) {
          receipt.fork = chain[head.sequence.value()] != head;
        } else {
          chain.push_back(head);
          records_.push_back(record.bytes);
        }
      }
    }
    receipt.head = chain.back();
    receipt.rollout_version = rollout_version_;
    receipt.collector_time = decoded->health.kiosk_time;
    if (alter_) alter_(receipt);
    const auto body = exchange::encode_signed(receipt, sign.secret_key);
    response.set_content(std::string(as_text(body)), std::string(exchange::receipt_content_type));
  }

  void enrol(const httplib::Request& request, httplib::Response& response) {
    const auto received = exchange::decode_enrolment(as_bytes(request.body));
    if (!received) return refuse(response, received.error());
    const auto key = exchange::derive_enrolment_key(code);
    if (received->request.lookup != code.lookup) return refuse(response, {ErrorCode::code_unknown, "no such code"});
    if (auto known = exchange::authenticate(*received, key); !known) return refuse(response, known.error());
    const std::lock_guard lock(mutex_);
    kiosk.public_key = received->request.kiosk;
    const auto body = exchange::encode(
        exchange::EnrolmentReply{KioskId{kiosk_id}, SiteId{"150921-01"}, "东街", seal.public_key, sign.public_key,
                                 exchange::publisher_public_line(publisher), received->request.nonce},
        key);
    response.set_content(std::string(as_text(body)), "application/cbor");
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool released_ = false;
  int held_ = 0;
  int requests_ = 0;
  Answer instead_;
  std::function<void(exchange::Receipt&)> alter_;
  std::map<StreamId, std::vector<exchange::Head>> heads_;
  std::vector<Bytes> records_;
  std::vector<exchange::SyncRequest> syncs_;
  std::vector<std::string> bad_;
  exchange::Rotations rotations_;
  std::string rollout_body_;
  std::map<std::string, std::string> forms_;
  std::map<std::string, std::string> files_;
  bool cut_files_ = false;
  std::uint64_t rollout_version_ = 0;
};

}  // namespace minyi::kiosk::upload::test
