// SQLite's own file layer, with somebody between it and the database: what is done to a file goes through here, and who
// derives from this may look on, refuse, or say otherwise.
#pragma once

#include <string>

#include <sqlite3.h>

namespace minyi::testing {

class SqliteDisk {
 public:
  enum class Used { by_name, by_default };
  // Registered while it lives. `name` must live as long.
  SqliteDisk(const char* name, Used used);
  SqliteDisk(const SqliteDisk&) = delete;
  SqliteDisk& operator=(const SqliteDisk&) = delete;
  virtual ~SqliteDisk();

  // An open file. `path` is empty for one without a name.
  struct File {
    std::string path;
    sqlite3_file* real;
  };
  // What SQLite asks for, answered by its codes; each does the real thing.
  virtual int write(const File& file, const void* from, int count, sqlite3_int64 at);
  virtual int truncate(const File& file, sqlite3_int64 size);
  virtual int sync(const File& file, int flags);
  virtual int characteristics(const File& file);
  virtual int remove(const char* path, int sync_folder);
  // It was opened, and made by that when it was not `there` before.
  virtual void opened(const std::string& /*path*/, bool /*there*/) {}

  [[nodiscard]] sqlite3_vfs* real() const { return real_; }

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs shim_;
  Used used_;
};

}  // namespace minyi::testing
