// The Typesetter: texts are laid out once, uploaded once, and dropped when long unused.
#include <algorithm>
#include <array>
#include <list>
#include <unordered_map>
#include <utility>
#include <vector>

#include <GL/gl.h>

#include "minyi/text/layout.hpp"
#include "minyi/text/text.hpp"

namespace minyi::kiosk::text {
namespace {

// From OpenGL 3.3, which <GL/gl.h> does not name everywhere.
constexpr GLenum gl_red = 0x1903, gl_r8 = 0x8229, gl_clamp_to_edge = 0x812F, gl_swizzle_rgba = 0x8E46;

constexpr std::size_t most_entries = 600;
constexpr std::size_t most_bytes = 24u << 20;
constexpr unsigned kept_frames = 2;

struct Key {
  std::string text;
  std::string language;
  Style style;  // `language` in it is not used
  bool operator==(const Key& other) const {
    auto mine = style, theirs = other.style;
    mine.language = theirs.language = {};
    return text == other.text && language == other.language && mine == theirs;
  }
};

struct Hash {
  std::size_t operator()(const Key& key) const {
    auto mixed = std::hash<std::string>{}(key.text);
    for (const std::size_t part :
         {std::hash<float>{}(key.style.line_height), std::hash<float>{}(key.style.extent),
          static_cast<std::size_t>(key.style.max_lines), static_cast<std::size_t>(key.style.orientation),
          static_cast<std::size_t>(key.style.weight), static_cast<std::size_t>(key.style.colour)})
      mixed = mixed * 1000003 + part;
    return mixed;
  }
};

struct Entry {
  Key key;
  Laid laid;  // its layout is dropped when the texture is made
  Texture texture;
  std::size_t bytes = 0;
  unsigned used = 0;
};

std::size_t upload(const Image& image, bool colours, Texture& texture) {
  GLuint name = 0;
  glGenTextures(1, &name);
  glBindTexture(GL_TEXTURE_2D, name);
  for (const GLenum filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER})
    glTexParameteri(GL_TEXTURE_2D, filter, GL_NEAREST);
  for (const GLenum wrap : {GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T})
    glTexParameteri(GL_TEXTURE_2D, wrap, gl_clamp_to_edge);
  if (!colours) {
    const std::array<GLint, 4> swizzle{GL_ONE, GL_ONE, GL_ONE, static_cast<GLint>(gl_red)};
    glTexParameteriv(GL_TEXTURE_2D, gl_swizzle_rgba, swizzle.data());
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, image.stride);
    glTexImage2D(GL_TEXTURE_2D, 0, static_cast<GLint>(gl_r8), image.width, image.height, 0, gl_red, GL_UNSIGNED_BYTE,
                 image.pixels());
  } else {
    // Cairo's pixels are premultiplied BGRA; blending here expects straight RGBA.
    std::vector<std::uint8_t> straight(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
                                       4);
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) {
        const auto* from =
            image.pixels() + static_cast<std::ptrdiff_t>(y) * image.stride + static_cast<std::ptrdiff_t>(x) * 4;
        auto* to = &straight[(static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                              static_cast<std::size_t>(x)) *
                             4];
        const unsigned alpha = from[3];
        for (int c = 0; c < 3; ++c)
          to[c] = alpha == 0 ? 0 : static_cast<std::uint8_t>(std::min(255u, from[2 - c] * 255u / alpha));
        to[3] = static_cast<std::uint8_t>(alpha);
      }
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, image.width, image.height, 0, GL_RGBA, GL_UNSIGNED_BYTE, straight.data());
  }
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  texture.id = name;
  return static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * (colours ? 4 : 1);
}

class PangoTypesetter final : public Typesetter {
 public:
  PangoTypesetter() = default;
  PangoTypesetter(const PangoTypesetter&) = delete;
  PangoTypesetter& operator=(const PangoTypesetter&) = delete;
  ~PangoTypesetter() override {
    PangoTypesetter::wipe();
    for (const auto name : doomed_) glDeleteTextures(1, &name);
  }

  [[nodiscard]] const Shaper& shaper() const { return shaper_; }

  Texture draw(std::string_view text, const Style& style) override {
    auto& entry = find(text, style);
    if (entry.texture.id == 0 && entry.texture.width > 0) {
      entry.bytes = upload(shaper_.paint(entry.laid, style.colour), entry.laid.colours, entry.texture);
      bytes_ += entry.bytes;
      entry.laid.layout.reset();
    }
    return entry.texture;
  }

  Texture measure(std::string_view text, const Style& style) override {
    auto texture = find(text, style).texture;
    texture.id = 0;
    return texture;
  }

  std::u32string missing_glyphs(std::string_view text) override {
    std::u32string missing;
    const std::unique_ptr<char, decltype(&g_free)> valid(
        g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), g_free);
    for (const char* at = valid.get(); *at != '\0'; at = g_utf8_next_char(at)) {
      const auto character = static_cast<char32_t>(g_utf8_get_char(at));
      if (character <= 0x20 || g_unichar_iszerowidth(character) != FALSE || g_unichar_isspace(character) != FALSE)
        continue;
      const auto [known, fresh] = drawable_.try_emplace(character, false);
      if (fresh) known->second = shaper_.can_draw(character, "zh");
      if (!known->second && missing.find(character) == std::u32string::npos) missing += character;
    }
    return missing;
  }

  void end_frame() override {
    ++frame_;
    // What was wiped before this frame is in no frame that is still to be painted.
    for (; doomed_before_ > 0; --doomed_before_) {
      glDeleteTextures(1, &doomed_.front());
      doomed_.erase(doomed_.begin());
    }
    doomed_before_ = doomed_.size();
    while ((entries_.size() > most_entries || bytes_ > most_bytes) && entries_.back().used + kept_frames < frame_) {
      release(entries_.back());
      index_.erase(entries_.back().key);
      entries_.pop_back();
    }
  }

  void wipe() override {
    for (auto& entry : entries_) release(entry);
    index_.clear();
    entries_.clear();
  }

 private:
  Entry& find(std::string_view text, const Style& style) {
    Key key{std::string(text), std::string(style.language), style};
    key.style.language = {};
    key.style.colour = 0;  // masks take any colour
    auto found = index_.find(key);
    if (found == index_.end()) {
      key.style.colour = style.colour;
      found = index_.find(key);
    }
    if (found == index_.end()) {
      Entry entry;
      entry.laid = shaper_.lay_out(text, style);
      if (!entry.laid.colours) key.style.colour = 0;
      entry.key = key;
      entry.texture = Texture{0,
                              entry.laid.width(),
                              entry.laid.height(),
                              entry.laid.lines,
                              entry.laid.truncated,
                              entry.laid.split,
                              !entry.laid.colours};
      entries_.push_front(std::move(entry));
      found = index_.emplace(std::move(key), entries_.begin()).first;
    } else if (found->second != entries_.begin()) {
      entries_.splice(entries_.begin(), entries_, found->second);
    }
    found->second->used = frame_;
    return *found->second;
  }

  void release(Entry& entry) {
    if (entry.texture.id == 0) return;
    doomed_.push_back(static_cast<GLuint>(entry.texture.id));
    bytes_ -= entry.bytes;
    entry.texture.id = 0;
  }

  Shaper shaper_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<Key, std::list<Entry>::iterator, Hash> index_;
  std::unordered_map<char32_t, bool> drawable_;
  std::vector<GLuint> doomed_;  // the frame under way may still paint them
  std::size_t doomed_before_ = 0;
  std::size_t bytes_ = 0;
  unsigned frame_ = 0;
};

struct Needed {
  char32_t character;
  const char* language;
  const char* script;
  const char* package;
};
constexpr std::array needed{Needed{U'\u6C11', "zh", "Chinese", "fonts-noto-cjk"},
                            Needed{U'\u182E', "mn-Mong", "traditional Mongolian", "fonts-noto-core"}};

}  // namespace

Result<std::unique_ptr<Typesetter>> Typesetter::open() {
  auto made = std::make_unique<PangoTypesetter>();
  for (const auto& script : needed)
    if (!made->shaper().can_draw(script.character, script.language))
      return fail(ErrorCode::font_missing, std::string("no installed font can draw ") + script.script, {},
                  std::string("install the package ") + script.package + " and start again");
  return std::unique_ptr<Typesetter>(std::move(made));
}

}  // namespace minyi::kiosk::text
