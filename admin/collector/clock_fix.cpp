#include "minyi/collector/clock_fix.hpp"

#include "minyi/warehouse/warehouse.hpp"

namespace minyi::collector {

ClockFix::ClockFix(const exchange::Health& health, Instant now)
    : from_(health.kiosk_time - health.uptime), until_(health.kiosk_time) {
  if (warehouse::clock_is_wrong(health.kiosk_time, now)) behind_ = now - health.kiosk_time;
}

Instant ClockFix::apply(Instant moment) const {
  return moment >= from_ && moment <= until_ ? moment + behind_ : moment;
}

}  // namespace minyi::collector
