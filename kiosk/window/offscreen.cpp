#include "minyi/window/offscreen.hpp"

#define GL_GLEXT_PROTOTYPES
#include <GL/gl.h>
#include <GL/glext.h>

namespace minyi::kiosk::window {

Offscreen::Offscreen(int width, int height) : width_(width), height_(height) {
  glGenRenderbuffers(1, &colours_);
  glBindRenderbuffer(GL_RENDERBUFFER, colours_);
  glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
  glGenFramebuffers(1, &frame_);
  glBindFramebuffer(GL_FRAMEBUFFER, frame_);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colours_);
}

Offscreen::~Offscreen() {
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glDeleteFramebuffers(1, &frame_);
  glDeleteRenderbuffers(1, &colours_);
}

bool Offscreen::complete() const { return glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE; }

Picture Offscreen::read() const {
  Picture picture{width_, height_, {}};
  const auto line = static_cast<std::size_t>(width_);
  picture.pixels.resize(line * static_cast<std::size_t>(height_));
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  for (int y = 0; y < height_; ++y)  // OpenGL counts from the bottom
    glReadPixels(0, height_ - 1 - y, width_, 1, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV,
                 &picture.pixels[static_cast<std::size_t>(y) * line]);
  return picture;
}

}  // namespace minyi::kiosk::window
