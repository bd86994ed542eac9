// Opens one sealed record and makes of it the response that analysts may see.
#pragma once

#include "minyi/collector/clock_fix.hpp"
#include "minyi/collector/form_cache.hpp"
#include "minyi/collector/keys.hpp"
#include "minyi/warehouse/site_tree.hpp"

namespace minyi::collector {

class Opener {
 public:
  Opener(const Keys& keys, FormCache& forms, const warehouse::Kiosk& kiosk, const warehouse::SiteTree& sites,
         const ClockFix& clock = {})
      : keys_(keys), forms_(forms), kiosk_(kiosk), sites_(sites), clock_(clock) {}

  // Whatever is wrong with the record (unreadable, of a form that is not here, answers that the form cannot hold, made
  // by a later version) is an error with that code: the record is poison. A store_… error is not the record's fault,
  // a form that was published here and cannot be read among them.
  [[nodiscard]] Result<warehouse::Response> open(ByteView sealed) const;

 private:
  const Keys& keys_;
  FormCache& forms_;
  const warehouse::Kiosk& kiosk_;
  const warehouse::SiteTree& sites_;
  ClockFix clock_;
};

}  // namespace minyi::collector
