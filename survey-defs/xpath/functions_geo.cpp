// Geographic functions (ODK XForms, "Geographic Functions"), on a sphere of the Earth's equatorial radius.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

constexpr double kRadius = 6'378'100.0;  // metres
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Point {
  double latitude = 0;
  double longitude = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

double radians(double degrees) { return degrees * std::numbers::pi / 180; }
double to_centimetres(double metres) { return std::round(std::abs(metres) * 100) / 100; }

// "latitude longitude [altitude [accuracy]]"
std::optional<Point> parse_point(std::string_view text) {
  const auto parts = split_blanks(text);
  if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
  const Point point{string_to_number(parts[0]), string_to_number(parts[1])};
  if (!(std::abs(point.latitude) <= 90 && std::abs(point.longitude) <= 180)) return std::nullopt;
  return point;
}

struct Points {
  std::vector<Point> all{};
  std::size_t named = 0;  // pieces of text that should be points
  [[nodiscard]] bool sound() const { return all.size() == named; }
};

void add_points(std::string_view text, Points& points) {
  text = trim(text);
  if (text.ends_with(';')) text.remove_suffix(1);
  while (!text.empty()) {
    const std::size_t end = text.find(';');
    ++points.named;
    if (const auto point = parse_point(text.substr(0, end))) points.all.push_back(*point);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

// Points of all arguments: a geopoint, geotrace or geoshape each, or nodes that hold them.
Result<Points> points_of(const Arguments& args, std::size_t from = 0) {
  MINYI_TRY(const std::vector<Item> items, args.spread(from));
  Points points;
  for (const Item& item : items) add_points(item_string(item, args.zone()), points);
  return points;
}

double distance_between(const Point& a, const Point& b) {
  if (a == b) return 0;
  const double cosine =
      std::sin(radians(a.latitude)) * std::sin(radians(b.latitude)) +
      std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * std::cos(radians(a.longitude - b.longitude));
  return std::acos(std::clamp(cosine, -1.0, 1.0)) * kRadius;
}

Result<Item> distance(const Arguments& args) {
  MINYI_TRY(const Points points, points_of(args));
  if (!points.sound() || points.named == 0) return kNaN;
  double total = 0;
  for (std::size_t index = 1; index < points.all.size(); ++index)
    total += distance_between(points.all[index - 1], points.all[index]);
  return to_centimetres(total);
}

Result<Item> area(const Arguments& args) {
  MINYI_TRY(const Points points, points_of(args));
  if (points.named < 3 || !points.sound()) return 0.0;  // as JavaRosa has it: what is no shape has no area
  double total = 0;
  for (std::size_t index = 0; index < points.all.size(); ++index) {
    const Point& start = points.all[index];
    const Point& end = points.all[(index + 1) % points.all.size()];
    total += radians(end.longitude - start.longitude) *
             (2 + std::sin(radians(end.latitude)) + std::sin(radians(start.latitude)));
  }
  return to_centimetres(total * kRadius * kRadius / 2);
}

// geofence(point, shape): whether the point is inside. A shape must be closed and have an inside.
Result<Item> geofence(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  MINYI_TRY(const Points shape, points_of(args, 1));
  const auto point = parse_point(text);
  if (!point || !shape.sound() || shape.all.size() < 4 || shape.all.front() != shape.all.back()) return false;
  bool inside = false;
  for (std::size_t index = 1; index < shape.all.size(); ++index) {  // how often a ray to the east crosses the border
    const Point& a = shape.all[index - 1];
    const Point& b = shape.all[index];
    if ((a.latitude > point->latitude) == (b.latitude > point->latitude)) continue;
    const double crossing =
        (b.longitude - a.longitude) * (point->latitude - a.latitude) / (b.latitude - a.latitude) + a.longitude;
    if (point->longitude < crossing) inside = !inside;
  }
  return inside;
}

constexpr std::string_view kGeo = "Geographic Functions";
constexpr auto kTable = std::to_array<Function>({
    {"area", 1, 1, 1, area, kGeo},
    {"distance", 1, kAnyNumber, 1, distance, kGeo},
    {"geofence", 2, 2, 1, geofence, kGeo},
});

}  // namespace

std::span<const Function> geo_functions() { return kTable; }

}  // namespace minyi::xpath
