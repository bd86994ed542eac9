#include <ostream>

#include <fmt/format.h>

#include "minyi/base/bytes.hpp"
#include "minyi/preview/findings.hpp"
#include "minyi/preview/pictures.hpp"
#include "minyi/preview/preview.hpp"
#include "minyi/preview/show.hpp"
#include "minyi/preview/survey.hpp"

namespace minyi::kiosk::preview {
namespace {

Result<> tell(const Options& options, std::ostream& out) {
  MINYI_TRY(const auto form, read_survey(options));
  if (options.findings) {
    const SystemClock clock;
    MINYI_TRY(const auto findings, find_faults(form, options, clock));
    for (const auto& finding : findings) out << to_json_line(finding) << '\n';
  } else {
    MINYI_TRY(const auto taken, take_pictures(form, options));
    out << fmt::format("{} pictures of {} pages in {} languages, side by side in {}\n", taken.pictures, taken.pages,
                       taken.languages, taken.sheet);
  }
  if (!out.flush()) return fail(ErrorCode::file_failed, "the output could not be written", "", "is the disk full?");
  return {};
}

}  // namespace

Result<> run(const Options& options, std::ostream& out) {
  MINYI_CHECK(start_cryptography());
  return options.findings || !options.pictures.empty() ? tell(options, out) : show(options, out);
}

}  // namespace minyi::kiosk::preview
