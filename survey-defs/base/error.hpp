// What can go wrong, as values. One catalogue for the whole product: a code never changes its meaning, so that support
// staff, scripts and translated help pages can rely on it.
#pragma once

#include <string>
#include <string_view>

namespace minyi {

// X(identifier, "stable.code", HTTP status that implies it)
#define MINYI_ERROR_CATALOGUE(X)                 \
  /* expressions */                              \
  X(xpath_syntax, "xpath.syntax", 422)           \
  X(xpath_function, "xpath.function", 422)       \
  X(xpath_type, "xpath.type", 422)               \
  X(xpath_reference, "xpath.reference", 422)     \
  X(xml_syntax, "xml.syntax", 422)               \
  /* forms */                                    \
  X(form_invalid, "form.invalid", 422)           \
  X(form_cycle, "form.cycle", 422)               \
  X(form_unknown, "form.unknown", 404)           \
  X(form_limit, "form.limit", 413)               \
  X(sheet_syntax, "sheet.syntax", 422)           \
  X(sheet_invalid, "sheet.invalid", 422)         \
  X(interview_invalid, "interview.invalid", 422) \
  /* exchange */                                 \
  X(wire_malformed, "wire.malformed", 400)       \
  X(wire_version, "wire.version", 400)           \
  X(wire_too_large, "wire.too_large", 413)       \
  X(signature_invalid, "signature.invalid", 401) \
  X(seal_unreadable, "seal.unreadable", 422)     \
  X(chain_broken, "chain.broken", 409)           \
  X(receipt_invalid, "receipt.invalid", 502)     \
  X(rollout_invalid, "rollout.invalid", 422)     \
  X(rollout_older, "rollout.older", 409)         \
  X(code_unknown, "code.unknown", 403)           \
  X(code_used, "code.used", 403)                 \
  X(code_expired, "code.expired", 403)           \
  X(kiosk_unknown, "kiosk.unknown", 403)         \
  X(kiosk_revoked, "kiosk.revoked", 403)         \
  X(request_limit, "request.limit", 429)         \
  /* storage */                                  \
  X(store_foreign, "store.foreign", 500)         \
  X(store_newer, "store.newer", 500)             \
  X(store_damaged, "store.damaged", 500)         \
  X(store_full, "store.full", 507)               \
  X(store_failed, "store.failed", 500)           \
  X(file_missing, "file.missing", 404)           \
  X(file_failed, "file.failed", 500)             \
  X(network_failed, "network.failed", 502)       \
  X(collector_wrong, "collector.wrong", 502)     \
  /* machine */                                  \
  X(window_failed, "window.failed", 500)         \
  X(font_missing, "font.missing", 500)           \
  X(argument_invalid, "argument.invalid", 400)   \
  X(not_found, "not_found", 404)                 \
  X(internal, "internal", 500)

enum class ErrorCode {
#define MINYI_ERROR_ENUM(identifier, code, status) identifier,
  MINYI_ERROR_CATALOGUE(MINYI_ERROR_ENUM)
#undef MINYI_ERROR_ENUM
};

// The stable dotted name of a code, for JSON and logs.
std::string_view code_name(ErrorCode code);
// The HTTP status that a code implies.
int http_status(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  // what is wrong, in plain words, without a full stop
  std::string where{};  // file, sheet, row and column, URL, path in the form; empty where there is no place
  std::string hint{};   // what to do about it; may be empty
};

// "where: message (hint)": one line, as the command line and the log print it.
std::string to_string(const Error& error);

}  // namespace minyi
