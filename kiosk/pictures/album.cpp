#include "minyi/pictures/album.hpp"

#include <GL/gl.h>

namespace minyi::kiosk::pictures {
namespace {

constexpr GLenum gl_clamp_to_edge = 0x812F;   // from OpenGL 1.2, which <GL/gl.h> does not name everywhere
constexpr std::int64_t most_kept = 16 << 20;  // pixels of textures kept though they are not shown: 64 MiB
constexpr unsigned kept_frames = 2;

std::uintptr_t upload(const Picture& picture) {
  GLuint name = 0;
  glGenTextures(1, &name);
  glBindTexture(GL_TEXTURE_2D, name);
  for (const GLenum filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER})
    glTexParameteri(GL_TEXTURE_2D, filter, GL_NEAREST);  // it is shown pixel by pixel
  for (const GLenum wrap : {GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T})
    glTexParameteri(GL_TEXTURE_2D, wrap, gl_clamp_to_edge);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, picture.extent.width, picture.extent.height, 0, GL_RGBA, GL_UNSIGNED_BYTE,
               picture.rgba.data());
  return name;
}

std::int64_t area(Extent extent) { return std::int64_t{extent.width} * extent.height; }

void erase(std::uintptr_t texture) {
  const auto name = static_cast<GLuint>(texture);
  glDeleteTextures(1, &name);
}

}  // namespace

Album::~Album() {
  wipe();
  for (const auto texture : doomed_) erase(texture);
}

Extent Album::extent(const std::string& name) {
  if (name.empty() || !read_) return {};
  const auto [known, fresh] = extents_.try_emplace(name);
  if (fresh) known->second = read_extent(read_(name)).value_or(Extent{});
  return known->second;
}

Album::Shown Album::show(const std::string& name, Extent room) {
  const auto size = fitted(extent(name), room);
  if (size.empty() || use_ == Use::measure) return {0, size};
  auto [entry, fresh] = entries_.try_emplace({name, {size.width, size.height}});
  if (fresh) {
    const auto picture = decode(read_(name), size);
    entry->second.shown.extent = size;
    if (picture) {
      entry->second.shown = {upload(*picture), picture->extent};
      kept_ += area(picture->extent);
    } else {
      extents_[name] = {};  // its head was whole, the rest is not: from the next frame on there is no picture
    }
  }
  entry->second.used = frame_;
  return entry->second.shown;
}

void Album::drop(Entry& entry) {
  if (entry.shown.texture == 0) return;
  doomed_.push_back(entry.shown.texture);
  kept_ -= area(entry.shown.extent);
}

void Album::end_frame() {
  ++frame_;
  for (std::size_t i = 0; i < doomed_before_; ++i) erase(doomed_[i]);
  doomed_.erase(doomed_.begin(), doomed_.begin() + static_cast<std::ptrdiff_t>(doomed_before_));
  doomed_before_ = doomed_.size();
  if (kept_ <= most_kept) return;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const bool old = entry->second.used + kept_frames < frame_;
    if (old) drop(entry->second);
    entry = old ? entries_.erase(entry) : std::next(entry);
  }
}

void Album::wipe() {
  for (auto& [key, entry] : entries_) drop(entry);
  entries_.clear();
  extents_.clear();
}

}  // namespace minyi::kiosk::pictures
