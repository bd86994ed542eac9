// Ownership of GLib's and Cairo's counted objects.
#pragma once

#include <memory>

#include <pango/pangocairo.h>

namespace minyi::kiosk::text {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
  void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
  void operator()(PangoFontMetrics* metrics) const { pango_font_metrics_unref(metrics); }
  void operator()(PangoLayoutIter* iterator) const { pango_layout_iter_free(iterator); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

}  // namespace minyi::kiosk::text
