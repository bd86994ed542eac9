#include "minyi/collector/tls.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

namespace minyi::collector {
namespace {

std::string reason() {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

Result<> look_at(const std::string& path, bool secret) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0)
    return fail(errno == ENOENT ? ErrorCode::file_missing : ErrorCode::file_failed,
                fmt::format("cannot be read: {}", std::strerror(errno)), path, "give the right file");
  if (secret && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail(ErrorCode::file_failed, "others than its owner may read the TLS key", path, "run: chmod 600 " + path);
  return {};
}

Result<Instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return fail(ErrorCode::file_failed, "the certificate's dates cannot be read");
  return Instant{std::chrono::seconds{timegm(&parts)}};
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void TlsContext::Free::operator()(ssl_st* session) const { SSL_free(session); }

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsFiles& files, Instant now) {
  MINYI_CHECK(look_at(files.certificate, false));
  MINYI_CHECK(look_at(files.key, true));
  auto loaded = std::make_shared<TlsContext>();
  loaded->context_.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = loaded->context_.get();
  if (context == nullptr) return fail(ErrorCode::internal, "TLS does not start: " + reason());
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
    return fail(ErrorCode::file_failed, "not a certificate in PEM: " + reason(), files.certificate,
                "give the full chain, the server's own certificate first");
  // Never asks at a terminal for a password: an empty one does not open anything.
  SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return 0; });
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return fail(ErrorCode::file_failed, "not the certificate's key, or under a password: " + reason(), files.key,
                "give the key that the certificate was made for, without a password");
  const X509* const certificate = SSL_CTX_get0_certificate(context);
  MINYI_TRY(const Instant begins, instant_of(X509_get0_notBefore(certificate)));
  MINYI_TRY(loaded->expires_, instant_of(X509_get0_notAfter(certificate)));
  if (now < begins || now >= loaded->expires_)
    return fail(ErrorCode::argument_invalid,
                now < begins ? "the certificate is not valid yet" : "the certificate has expired", files.certificate,
                "renew it, or set this machine's clock");
  return loaded;
}

std::unique_ptr<ssl_st, TlsContext::Free> TlsContext::session(int socket) const {
  std::unique_ptr<ssl_st, Free> session(SSL_new(context_.get()));
  if (session && SSL_set_fd(session.get(), socket) != 1) session.reset();
  return session;
}

}  // namespace minyi::collector
