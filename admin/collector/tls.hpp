// TLS for the collector's own port: the certificate chain and the key that an operator names, TLS 1.2 or later.
#pragma once

#include <memory>
#include <string>

#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace minyi::collector {

struct TlsFiles {
  std::string certificate;  // PEM: the server's own first, then those between it and the root
  std::string key;          // PEM, without a password, readable for its owner alone
};

class TlsContext {
 public:
  // file_missing, file_failed (unreadable, no PEM, key readable by others, key and certificate do not belong together),
  // argument_invalid (expired, or not valid yet, at `now`).
  static Result<std::shared_ptr<const TlsContext>> load(const TlsFiles& files, Instant now);
  // One connection's; null when memory is short.
  struct Free {
    void operator()(ssl_ctx_st* context) const;
    void operator()(ssl_st* session) const;
  };
  [[nodiscard]] std::unique_ptr<ssl_st, Free> session(int socket) const;
  [[nodiscard]] Instant expires() const { return expires_; }

 private:
  std::unique_ptr<ssl_ctx_st, Free> context_;
  Instant expires_{};
};

}  // namespace minyi::collector
