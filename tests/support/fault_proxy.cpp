#include "support/fault_proxy.hpp"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "minyi/base/descriptor.hpp"

#include "support/wait.hpp"

namespace minyi::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* object) const { free(object); }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX, SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<SSL, SSL_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO, BIO_free_all>>;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// A connection of either kind. Every wait ends soon after `ending` is set.
class Wire {
 public:
  Wire(Descriptor socket, const std::atomic<bool>& ending) : socket_(std::move(socket)), ending_(ending) {
    const int yes = 1;
    setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }

  bool secure(SSL_CTX* context) {
    session_.reset(SSL_new(context));
    SSL_set_fd(session_.get(), socket_.get());
    return await(POLLIN, std::nullopt) && SSL_accept(session_.get()) == 1;
  }

  // Adds what has come to `text`; false at the end.
  bool read(std::string& text) {
    if ((!session_ || SSL_pending(session_.get()) == 0) && !await(POLLIN, std::nullopt)) return false;
    char block[16384];
    const auto got =
        session_ ? SSL_read(session_.get(), block, sizeof block) : ::recv(socket_.get(), block, sizeof block, 0);
    if (got <= 0) return false;
    text.append(block, static_cast<std::size_t>(got));
    return true;
  }

  bool write(std::string_view text) {
    while (!text.empty()) {
      if (!await(POLLOUT, std::nullopt)) return false;
      const auto put = session_ ? SSL_write(session_.get(), text.data(), static_cast<int>(text.size()))
                                : ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (put <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }

  // False when the other side has hung up before the time is over.
  bool linger(milliseconds time) { return !await(POLLRDHUP, steady_clock::now() + time) && !ending_; }

 private:
  // Whether one of the events came before the deadline.
  bool await(short events, std::optional<steady_clock::time_point> deadline) {
    while (!ending_) {
      pollfd about{socket_.get(), events, 0};
      if (::poll(&about, 1, 20) > 0) return true;
      if (deadline && steady_clock::now() >= *deadline) return false;
    }
    return false;
  }

  Descriptor socket_;
  Session session_;
  const std::atomic<bool>& ending_;
};

// Takes one HTTP message with its body off the front of `buffer`, reading on where it is not whole; empty at the end.
std::string take_message(Wire& wire, std::string& buffer) {
  std::size_t head = 0;
  while ((head = buffer.find("\r\n\r\n")) == std::string::npos)
    if (!wire.read(buffer)) return {};
  std::string lower = buffer.substr(0, head);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::string_view length = "\r\ncontent-length:";
  const auto at = lower.find(length);
  const std::size_t whole =
      head + 4 + (at == std::string::npos ? 0 : std::strtoull(lower.c_str() + at + length.size(), nullptr, 10));
  while (buffer.size() < whole)
    if (!wire.read(buffer)) return {};
  std::string message = buffer.substr(0, whole);
  buffer.erase(0, whole);
  return message;
}

std::string answer(const std::string& status_line, const std::string& headers, const std::string& body) {
  return "HTTP/1.1 " + status_line + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

Then say_and_go_on(Passage& passage, const std::string& text) {
  return !text.empty() && passage.say(text) ? Then::keep : Then::hang_up;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

Context make_context() {
  const Certificate own = make_self_signed();
  const Memory certificate(BIO_new_mem_buf(own.certificate.data(), static_cast<int>(own.certificate.size())));
  const Memory key(BIO_new_mem_buf(own.key.data(), static_cast<int>(own.key.size())));
  const X509Certificate x509(PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
  const Key secret(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
  Context context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate(context.get(), x509.get());
  SSL_CTX_use_PrivateKey(context.get(), secret.get());
  return context;
}

}  // namespace

Fault pass() {
  return [](Passage& passage) { return say_and_go_on(passage, passage.ask()); };
}

Fault lose_answer() {
  return [](Passage& passage) {
    passage.ask();
    return Then::hang_up;
  };
}

Fault truncate_answer(std::size_t missing) {
  return [missing](Passage& passage) {
    const std::string whole = passage.ask();
    passage.say(std::string_view(whole).substr(0, whole.size() - std::min(missing, whole.size())));
    return Then::hang_up;
  };
}

Fault drip(milliseconds between) {
  return [between](Passage& passage) {
    for (const char byte : passage.ask())
      if (!passage.say({&byte, 1}) || !passage.wait(between)) return Then::hang_up;
    return Then::keep;
  };
}

Fault black_hole() {
  return [](Passage& passage) {
    while (passage.wait(std::chrono::hours{1})) continue;
    return Then::hang_up;
  };
}

Fault captive_portal() {
  return [](Passage& passage) {
    return say_and_go_on(passage, answer("200 OK", "Content-Type: text/html\r\n",
                                         "<html><body>Welcome! Log in to the free network</body></html>"));
  };
}

Fault redirect(const std::string& location) {
  return [location](Passage& passage) {
    return say_and_go_on(passage, answer("307 Temporary Redirect", "Location: " + location + "\r\n", ""));
  };
}

Fault busy(int status, const std::string& retry_after) {
  return [status, retry_after](Passage& passage) {
    return say_and_go_on(passage, answer(std::to_string(status) + " Busy", "Retry-After: " + retry_after + "\r\n", ""));
  };
}

Fault endless() {
  return [](Passage& passage) {
    passage.say("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n\r\n");
    const std::string block(65536, ' ');
    while (passage.say(block)) continue;
    return Then::hang_up;
  };
}

Fault only(const std::string& beginning, Fault fault) {
  return [beginning, fault = std::move(fault)](Passage& passage) {
    return passage.request().starts_with(beginning) ? fault(passage) : pass()(passage);
  };
}

Fault duplicate() {
  return [](Passage& passage) {
    passage.ask();
    return say_and_go_on(passage, passage.ask());
  };
}

Certificate make_self_signed() {
  const Key key(EVP_EC_gen("P-256"));
  const X509Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -24L * 3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24L * 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const std::string_view common = "localhost";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common.data()),
                             static_cast<int>(common.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  for (const auto& [kind, value] : {std::pair{NID_basic_constraints, "critical,CA:TRUE"},
                                    std::pair{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"}}) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  const Memory key_text(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(certificate_text.get(), certificate.get());
  PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {text_of(certificate_text.get()), text_of(key_text.get())};
}

class FaultProxy::Core {
 public:
  Core(const std::string& url, Speaks speaks)
      : server_port_(std::stoi(url.substr(url.rfind(':') + 1))),
        listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (speaks == Speaks::https) context_ = make_context();
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listening_.get(), generic, size) != 0 || ::listen(listening_.get(), 1024) != 0 ||
        ::getsockname(listening_.get(), generic, &size) != 0)
      throw Failure("the proxy has no port");
    url_ = (context_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(ntohs(address.sin_port));
    accepting_ = std::jthread([this] { accept(); });
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core() {
    ending_ = true;
    accepting_.join();  // nobody adds to the clients' threads after this
    clients_.clear();
  }

  [[nodiscard]] const std::string& url() const { return url_; }
  void play(std::vector<Fault> script, Fault then) {
    const std::lock_guard lock(mutex_);
    script_.assign(std::make_move_iterator(script.begin()), std::make_move_iterator(script.end()));
    then_ = std::move(then);
  }
  [[nodiscard]] std::size_t connections() const { return connections_; }
  [[nodiscard]] std::vector<steady_clock::time_point> arrivals() const {
    const std::lock_guard lock(mutex_);
    return arrivals_;
  }
  [[nodiscard]] std::string overheard() const {
    const std::lock_guard lock(mutex_);
    return overheard_;
  }

 private:
  class Held final : public Passage {
   public:
    Held(Core& core, Wire& client, std::string request) : core_(core), client_(client), request_(std::move(request)) {}
    [[nodiscard]] const std::string& request() const override { return request_; }
    std::string ask() override {
      std::string whole = core_.carry(request_);
      core_.overhear(whole);
      return whole;
    }
    bool say(std::string_view bytes) override { return client_.write(bytes); }
    bool wait(milliseconds time) override { return client_.linger(time); }

   private:
    Core& core_;
    Wire& client_;
    std::string request_;
  };

  void accept() {
    while (!ending_) {
      pollfd about{listening_.get(), POLLIN, 0};
      if (::poll(&about, 1, 20) <= 0) continue;
      Descriptor client(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (client.get() < 0) continue;
      ++connections_;
      clients_.emplace_back([this, socket = std::move(client)]() mutable { serve(std::move(socket)); });
    }
  }

  void serve(Descriptor socket) {
    sigset_t broken_pipe;  // OpenSSL writes without MSG_NOSIGNAL
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    Wire client(std::move(socket), ending_);
    if (context_ && !client.secure(context_.get())) return;
    std::string buffer;
    for (Then then = Then::keep; then == Then::keep && !ending_;) {
      std::string request = take_message(client, buffer);
      if (request.empty()) return;
      overhear(request);
      Held passage(*this, client, std::move(request));
      then = next()(passage);
    }
  }

  Fault next() {
    const std::lock_guard lock(mutex_);
    arrivals_.push_back(steady_clock::now());
    if (script_.empty()) return then_;
    Fault fault = std::move(script_.front());
    script_.pop_front();
    return fault;
  }

  std::string carry(const std::string& request) {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(server_port_);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
    Wire server(std::move(socket), ending_);
    std::string buffer;
    return server.write(request) ? take_message(server, buffer) : std::string();
  }

  void overhear(const std::string& text) {
    const std::lock_guard lock(mutex_);
    overheard_ += text;
  }

  const int server_port_;
  Descriptor listening_;
  Context context_;
  std::string url_;
  std::atomic<bool> ending_ = false;
  std::atomic<std::size_t> connections_ = 0;
  mutable std::mutex mutex_;
  std::deque<Fault> script_;
  Fault then_ = pass();
  std::vector<steady_clock::time_point> arrivals_;
  std::string overheard_;
  std::list<std::jthread> clients_;
  std::jthread accepting_;
};

FaultProxy::FaultProxy(const std::string& url, Speaks speaks) : core_(std::make_unique<Core>(url, speaks)) {}
FaultProxy::~FaultProxy() = default;
std::string FaultProxy::url() const { return core_->url(); }
void FaultProxy::play(std::vector<Fault> script, Fault then) { core_->play(std::move(script), std::move(then)); }
std::size_t FaultProxy::connections() const { return core_->connections(); }
std::size_t FaultProxy::requests() const { return core_->arrivals().size(); }
std::vector<steady_clock::time_point> FaultProxy::arrivals() const { return core_->arrivals(); }
std::string FaultProxy::overheard() const { return core_->overheard(); }

}  // namespace minyi::testing
