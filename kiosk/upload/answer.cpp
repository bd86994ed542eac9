#include "minyi/upload/answer.hpp"

#include <fmt/format.h>

#include "minyi/exchange/problem.hpp"

namespace minyi::kiosk::upload {
namespace {

bool looks_like_a_page(const HttpAnswer& answer) {
  const auto start = answer.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return answer.content_type == "text/html" || answer.content_type == "application/xhtml+xml" ||
         (start != std::string::npos && answer.body[start] == '<');
}

}  // namespace

Error explain(const HttpAnswer& answer) {
  if (answer.status >= 300 && answer.status < 400)
    return {ErrorCode::collector_wrong,
            fmt::format("redirected to another place ({})", answer.status),
            {},
            "does this network want a login? redirects are not followed"};
  if (looks_like_a_page(answer))
    return {ErrorCode::collector_wrong,
            fmt::format("a web page answered in the collector's place ({})", answer.status),
            {},
            "does this network want a login? otherwise check the collector's address"};
  if (answer.status >= 400)
    if (auto problem = exchange::decode_problem(answer.body)) return std::move(*problem);
  if (answer.status == 429 || answer.status == 503)
    return {ErrorCode::collector_wrong,
            fmt::format("the collector is busy ({})", answer.status),
            {},
            "it is tried again by itself"};
  if (answer.status >= 500)
    return {ErrorCode::collector_wrong,
            fmt::format("the collector is in trouble ({})", answer.status),
            {},
            "it is tried again by itself"};
  return {ErrorCode::collector_wrong,
          fmt::format("what answered is not the collector ({})", answer.status),
          {},
          "check the collector's address"};
}

Result<exchange::Receipt> judge_sync(const HttpAnswer& answer, const exchange::SignPublicKey& collector) {
  // The signature decides, not the status: a receipt is authentic whatever a proxy did to the line above it.
  auto receipt = exchange::verify_receipt(as_bytes(answer.body), collector);
  if (receipt) return receipt;
  if (answer.content_type == exchange::receipt_content_type) return receipt;
  if (answer.status == 200 && !looks_like_a_page(answer)) return receipt;
  return fail(explain(answer));
}

}  // namespace minyi::kiosk::upload
