#include "minyi/text/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>

#include <pango/pangofc-fontmap.h>

#include "minyi/text/markup.hpp"

namespace minyi::kiosk::text {
namespace {

// Which glyph variants and which fonts first. Pango falls back to any installed font for what these lack.
struct Locale {
  std::string_view prefix;
  const char* pango;
  const char* families;
};
constexpr std::array locales{
    Locale{"zh-Hant", "zh-tw", "Noto Sans CJK TC, Noto Sans Mongolian, sans-serif"},
    Locale{"zh", "zh-cn", "Noto Sans CJK SC, Noto Sans Mongolian, sans-serif"},
    Locale{"mn-Mong", "mn-cn", "Noto Sans Mongolian, Noto Sans CJK SC, sans-serif"},
    Locale{"mn", "mn-mn", "Noto Sans CJK SC, Noto Sans, Noto Sans Mongolian, sans-serif"},
    Locale{"ja", "ja", "Noto Sans CJK JP, sans-serif"},
    Locale{"ko", "ko", "Noto Sans CJK KR, sans-serif"},
    Locale{"", "en", "Noto Sans CJK SC, Noto Sans, Noto Sans Mongolian, sans-serif"},
};

// Level text in a script that runs down is figures and Latin letters: they stand on the Chinese fonts' baseline.
const Locale& locale_of(std::string_view language, Orientation orientation) {
  if (orientation == Orientation::horizontal && language.starts_with("mn-Mong")) language = "zh";
  return *std::find_if(locales.begin(), locales.end(), [&](const Locale& l) { return language.starts_with(l.prefix); });
}

// Noto's faces fill about 1.45 em from line to line; the Mongolian ones are drawn smaller on their body.
constexpr double horizontal_leading = 1.42, vertical_leading = 1.34;
constexpr double scale = PANGO_SCALE;
// Columns carry numbers of up to this many digits across; longer ones stand digit under digit.
constexpr std::size_t digits_across = 3;

struct Upright {
  std::string digits;
  double em = 0;      // pixels
  double shrink = 1;  // across the column
};

// The renderer meets a shape's place with the baseline turned down the column; the digits are turned back.
void draw_upright(cairo_t* cairo, PangoAttrShape* attribute, gboolean, gpointer data) {
  const auto* upright = static_cast<const Upright*>(attribute->data);
  if (upright == nullptr) return;
  auto* column = static_cast<PangoLayout*>(data);
  // A context of their own: the column's gravity must not turn them a second time.
  auto* turned = pango_layout_get_context(column);
  const Owned<PangoContext> level(pango_font_map_create_context(pango_context_get_font_map(turned)));
  pango_cairo_context_set_font_options(level.get(), pango_cairo_context_get_font_options(turned));
  const Owned<PangoFontDescription> face(pango_font_description_from_string("Noto Sans CJK SC"));
  pango_font_description_set_absolute_size(face.get(), upright->em * scale);
  pango_font_description_set_weight(face.get(),
                                    pango_font_description_get_weight(pango_layout_get_font_description(column)));
  const Owned<PangoLayout> flat(pango_layout_new(level.get()));
  pango_layout_set_font_description(flat.get(), face.get());
  pango_layout_set_text(flat.get(), upright->digits.c_str(), -1);
  PangoRectangle ink;
  pango_layout_get_extents(flat.get(), &ink, nullptr);
  double x = 0, y = 0;
  cairo_get_current_point(cairo, &x, &y);
  const double advance = attribute->logical_rect.width / scale;
  cairo_save(cairo);
  cairo_translate(cairo, x + advance / 2,
                  y + attribute->logical_rect.y / scale + attribute->logical_rect.height / scale / 2);
  cairo_rotate(cairo, -std::numbers::pi / 2);
  cairo_scale(cairo, upright->shrink, 1);
  cairo_move_to(cairo, -(ink.x + ink.width / 2.0) / scale, -(ink.y + ink.height / 2.0) / scale);
  pango_cairo_show_layout(cairo, flat.get());
  cairo_restore(cairo);
}

gpointer copy_upright(gconstpointer data) {
  return data == nullptr ? nullptr : std::make_unique<Upright>(*static_cast<const Upright*>(data)).release();
}
void drop_upright(gpointer data) { const std::unique_ptr<Upright> owned(static_cast<Upright*>(data)); }

void insert_shape(PangoAttrList* list, std::size_t at, int advance, int ascent, int extent, const Upright* upright) {
  const PangoRectangle box{0, -ascent, advance, extent};
  auto* attribute = pango_attr_shape_new_with_data(&box, &box, upright == nullptr ? nullptr : copy_upright(upright),
                                                   copy_upright, drop_upright);
  attribute->start_index = static_cast<guint>(at);
  attribute->end_index = static_cast<guint>(at + 1);
  pango_attr_list_insert(list, attribute);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void stand_digits_up(PangoAttrList* list, std::string_view text, double em) {
  const int extent = static_cast<int>(em * scale);
  const int ascent = static_cast<int>(em / 2 * scale);
  const int advance = static_cast<int>(em * 0.92 * scale);
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end - i <= digits_across) {
      const Upright all{std::string(text.substr(i, end - i)), em, end - i == digits_across ? 0.75 : 1.0};
      insert_shape(list, i, advance, ascent, extent, &all);
      for (auto rest = i + 1; rest < end; ++rest) insert_shape(list, rest, 0, ascent, extent, nullptr);
    } else {
      for (auto each = i; each < end; ++each) {
        const Upright one{std::string(1, text[each]), em, 1};
        insert_shape(list, each, advance, ascent, extent, &one);
      }
    }
    i = end;
  }
}

bool splits_a_word(PangoLayout* layout, int lines) {
  int count = 0;
  const auto* attributes = pango_layout_get_log_attrs_readonly(layout, &count);
  const char* text = pango_layout_get_text(layout);
  for (int i = 1; i < lines; ++i) {
    const auto* line = pango_layout_get_line_readonly(layout, i);
    const auto at = g_utf8_pointer_to_offset(text, text + line->start_index);
    if (at > 0 && at < count && attributes[at].is_line_break == 0 && attributes[at].is_mandatory_break == 0)
      return true;
  }
  return false;
}

}  // namespace

// Bitmaps are made at their final size and never hinted: positions stay the same at every size and glyphs are cheaper.
Shaper::Shaper()
    : fonts_(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)), options_(cairo_font_options_create()) {
  cairo_font_options_set_hint_style(options_.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options_.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options_.get(), CAIRO_ANTIALIAS_GRAY);
}

Owned<PangoContext> Shaper::context(const Style& style) const {
  Owned<PangoContext> made(pango_font_map_create_context(fonts_.get()));
  pango_cairo_context_set_font_options(made.get(), options_.get());
  pango_context_set_language(made.get(),
                             pango_language_from_string(locale_of(style.language, style.orientation).pango));
  pango_context_set_round_glyph_positions(made.get(), FALSE);
  if (style.orientation == Orientation::vertical) {
    pango_context_set_base_gravity(made.get(), PANGO_GRAVITY_EAST);
    pango_context_set_gravity_hint(made.get(), PANGO_GRAVITY_HINT_NATURAL);
  }
  return made;
}

Laid Shaper::lay_out(std::string_view text, const Style& style) const {
  Laid laid;
  laid.vertical = style.orientation == Orientation::vertical;
  laid.centred = style.align == Align::centre;
  laid.pitch = style.line_height;
  const auto owner = context(style);
  laid.layout.reset(pango_layout_new(owner.get()));
  auto* layout = laid.layout.get();
  const double em = style.line_height / (laid.vertical ? vertical_leading : horizontal_leading);

  const Owned<PangoFontDescription> face(
      pango_font_description_from_string(locale_of(style.language, style.orientation).families));
  pango_font_description_set_absolute_size(face.get(), em * scale);
  if (style.weight == Weight::bold) pango_font_description_set_weight(face.get(), PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout, face.get());

  const std::string clean = [&] {  // not UTF-8: shown with replacement characters rather than refused
    const std::unique_ptr<char, decltype(&g_free)> valid(
        g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), g_free);
    return std::string(valid.get());
  }();
  const auto markup = to_markup(clean, style.colour);
  laid.colours = has_colours(clean, markup);
  PangoAttrList* parsed = nullptr;
  char* plain = nullptr;
  if (pango_parse_markup(markup.c_str(), static_cast<int>(markup.size()), 0, &parsed, &plain, nullptr, nullptr) ==
      FALSE) {
    parsed = pango_attr_list_new();
    plain = g_strdup(clean.c_str());
  }
  const Owned<PangoAttrList> attributes(parsed);
  const std::unique_ptr<char, decltype(&g_free)> shown(plain, g_free);
  pango_layout_set_text(layout, shown.get(), -1);

  const Owned<PangoFontMetrics> metrics(pango_context_get_metrics(owner.get(), face.get(), nullptr));
  const double ascent = pango_font_metrics_get_ascent(metrics.get()) / scale;
  const double descent = pango_font_metrics_get_descent(metrics.get()) / scale;
  // Turned text hangs on the middle of its column, level text stands on a baseline.
  laid.baseline =
      laid.vertical ? style.line_height / 2 : static_cast<float>((style.line_height - ascent - descent) / 2 + ascent);
  if (laid.vertical) stand_digits_up(attributes.get(), shown.get(), em);
  pango_layout_set_attributes(layout, attributes.get());

  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  if (style.extent > 0) pango_layout_set_width(layout, static_cast<int>(std::floor(style.extent) * scale));
  if (style.max_lines > 0) {
    pango_layout_set_height(layout, -style.max_lines);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  }
  laid.lines = pango_layout_get_line_count(layout);
  laid.truncated = pango_layout_is_ellipsized(layout) != FALSE;
  if (style.max_lines > 0 && laid.lines > style.max_lines) {  // Pango counts lines by paragraph
    laid.lines = style.max_lines;
    laid.truncated = true;
  }
  laid.split = splits_a_word(layout, laid.lines);
  for (int i = 0; i < laid.lines; ++i) {
    PangoRectangle logical;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, i), nullptr, &logical);
    laid.along = std::max(laid.along, std::ceil(static_cast<float>(logical.width / scale)));
  }
  return laid;
}

Image Shaper::paint(const Laid& laid, std::uint32_t colour) const {
  Image image;
  image.width = std::max(1, static_cast<int>(std::ceil(laid.width())));
  image.height = std::max(1, static_cast<int>(std::ceil(laid.height())));
  image.surface.reset(
      cairo_image_surface_create(laid.colours ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_A8, image.width, image.height));
  image.stride = cairo_image_surface_get_stride(image.surface.get());
  const Owned<cairo_t> cairo(cairo_create(image.surface.get()));
  const auto channel = [colour](int shift) { return ((colour >> shift) & 0xFF) / 255.0; };
  cairo_set_source_rgb(cairo.get(), channel(16), channel(8), channel(0));
  auto* layout = laid.layout.get();
  pango_cairo_context_set_shape_renderer(pango_layout_get_context(layout), draw_upright, layout, nullptr);
  for (int i = 0; i < laid.lines; ++i) {
    auto* line = pango_layout_get_line_readonly(layout, i);
    PangoRectangle logical;
    pango_layout_line_get_extents(line, nullptr, &logical);
    const double slack = laid.centred ? (laid.along - logical.width / scale) / 2 : 0;
    const double across = laid.pitch * i;
    cairo_save(cairo.get());
    if (laid.vertical) {  // a column's top is the line's left, its right side the line's top
      cairo_translate(cairo.get(), across + laid.pitch - laid.baseline, slack);
      cairo_rotate(cairo.get(), std::numbers::pi / 2);
    } else {
      cairo_translate(cairo.get(), slack, across + laid.baseline);
    }
    cairo_move_to(cairo.get(), 0, 0);
    pango_cairo_show_layout_line(cairo.get(), line);
    cairo_restore(cairo.get());
  }
  cairo_surface_flush(image.surface.get());
  return image;
}

bool Shaper::can_draw(char32_t character, std::string_view language) const {
  Style style;
  style.language = language;
  style.orientation = Orientation::vertical;  // each script's own fonts first
  const auto owner = context(style);
  const Owned<PangoFontDescription> face(
      pango_font_description_from_string(locale_of(language, style.orientation).families));
  pango_font_description_set_absolute_size(face.get(), 20 * scale);
  const Owned<PangoFontset> set(
      pango_font_map_load_fontset(fonts_.get(), owner.get(), face.get(), pango_context_get_language(owner.get())));
  struct Search {
    char32_t character;
    bool found;
  } search{character, false};
  pango_fontset_foreach(
      set.get(),
      [](PangoFontset*, PangoFont* font, gpointer data) -> gboolean {
        auto* wanted = static_cast<Search*>(data);
        wanted->found = pango_font_has_char(font, wanted->character) != FALSE;
        return wanted->found ? TRUE : FALSE;
      },
      &search);
  return search.found;
}

}  // namespace minyi::kiosk::text
