// HTTPS on the collector's own port.
#include "minyi/collector/tls.hpp"

#include <cstdlib>

#include <openssl/ssl.h>
#include <sys/stat.h>

#include "admin/collector/program.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;
using namespace std::chrono_literals;

namespace {

// A certificate for 127.0.0.1 that signs itself, and its key, as an operator makes them.
struct Certificate {
  explicit Certificate(const TempDir& folder, const std::string& name = "tls")
      : files{folder / (name + ".pem"), folder / (name + ".key")} {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=test"
        " -addext subjectAltName=IP:127.0.0.1 -keyout '" +
        files.key + "' -out '" + files.certificate + "' 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    REQUIRE(chmod(files.key.c_str(), 0600) == 0);
  }
  TlsFiles files;
};

ErrorCode code_of(const TlsFiles& files, Instant now = SystemClock{}.now()) {
  const auto loaded = TlsContext::load(files, now);
  return loaded ? ErrorCode::internal : loaded.error().code;
}

// The newest TLS version that both sides speak when the client knows none above `newest`; 0: none.
long handshake(int port, int newest) {
  const RawClient client(port);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), newest);
  SSL_CTX_set_security_level(context.get(), 0);  // or this side would refuse the old versions itself
  const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context.get()), &SSL_free);
  SSL_set_fd(session.get(), client.descriptor());
  return SSL_connect(session.get()) == 1 ? SSL_version(session.get()) : 0;
}

}  // namespace

TEST_CASE("with a certificate the program speaks HTTPS to who trusts it, TLS 1.2 or later, and no plain HTTP") {
  const TempDir folder;
  const Certificate certificate(folder), other(folder, "other");
  const auto ready = folder / "ready";
  Program program(folder, {"serve", "--data", folder / "data", "--listen", "127.0.0.1:0", "--ready-file", ready,
                           "--tls-certificate", certificate.files.certificate, "--tls-key", certificate.files.key,
                           "--patience", "1"});
  const std::string url = await_ready(ready);
  CHECK(url.starts_with("https://127.0.0.1:"));
  CHECK(exchange_http(url + "/healthz", "GET", "", {}, {.ca = certificate.files.certificate}).status == 200);
  CHECK(exchange_http(url + "/healthz", "GET", "", {}, {.ca = other.files.certificate}).status == 0);
  CHECK(exchange_http("http" + url.substr(5) + "/healthz", "GET", "", {}).status == 0);
  // Large bodies go through in both directions: refused in words after 8 MiB were sent.
  const auto large = exchange_http(url + "/v1/sync", "POST", std::string(exchange::max_sync_size, 'x'), {"Expect:"},
                                   {.ca = certificate.files.certificate});
  CHECK(large.code() == "signature.invalid");

  CHECK(handshake(port_of(url), TLS1_1_VERSION) == 0);
  CHECK(handshake(port_of(url), TLS1_2_VERSION) == TLS1_2_VERSION);
  CHECK(handshake(port_of(url), TLS1_3_VERSION) == TLS1_3_VERSION);

  const RawClient silent(port_of(url));  // never says hello
  silent.receive();
  CHECK(exchange_http(url + "/healthz", "GET", "", {}, {.ca = certificate.files.certificate}).status == 200);
  program.signal(SIGTERM);
  CHECK(program.wait() == 0);
}

TEST_CASE("a certificate that would not work is refused at the start, in words") {
  const TempDir folder;
  const Certificate good(folder), other(folder, "other");
  const auto now = SystemClock{}.now();
  CHECK(TlsContext::load(good.files, now).has_value());
  CHECK(code_of({folder / "missing", good.files.key}) == ErrorCode::file_missing);
  CHECK(code_of({good.files.certificate, folder / "missing"}) == ErrorCode::file_missing);
  CHECK(code_of({good.files.key, good.files.key}) == ErrorCode::file_failed);
  CHECK(code_of({good.files.certificate, other.files.key}) == ErrorCode::file_failed);
  CHECK(code_of(good.files, now + 31 * 24h) == ErrorCode::argument_invalid);
  CHECK(code_of(good.files, now - 24h) == ErrorCode::argument_invalid);
  chmod(good.files.key.c_str(), 0640);
  CHECK(code_of(good.files) == ErrorCode::file_failed);

  Program program(folder, {"serve", "--data", folder / "data", "--listen", "127.0.0.1:0", "--tls-certificate",
                           good.files.certificate, "--tls-key", good.files.key});
  CHECK(program.wait() == 1);
  CHECK(program.errors().find("chmod 600") != std::string::npos);
}
