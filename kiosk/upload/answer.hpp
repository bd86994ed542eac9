// What an HTTP answer means. Only a receipt signed by our collector is an acknowledgement; for anything else this says,
// in words for the attendant and the log, what seems to have answered instead.
#pragma once

#include <string>

#include "minyi/base/result.hpp"
#include "minyi/exchange/sync.hpp"
#include "minyi/upload/http.hpp"

namespace minyi::kiosk::upload {

Result<exchange::Receipt> judge_sync(const HttpAnswer& answer, const exchange::SignPublicKey& collector);

// The error in an answer that is not what was asked for: the collector's own problem text, a redirect, a web page, a
// bare status. collector_wrong unless the collector names a code.
Error explain(const HttpAnswer& answer);

}  // namespace minyi::kiosk::upload
