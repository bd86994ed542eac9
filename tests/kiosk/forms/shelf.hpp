// An office that publishes to a library of forms, and the place where a kiosk keeps it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "minyi/exchange/chain.hpp"
#include "minyi/forms/library.hpp"

namespace minyi::kiosk::forms::test {

using namespace std::chrono_literals;

class FakeClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant{1'000'000s + passed}; }
  [[nodiscard]] Monotonic monotonic() const override { return Monotonic{passed}; }
  std::chrono::milliseconds passed{0};
};

inline std::string xform(const std::string& id, const std::string& version, const std::string& instances = {}) {
  return fmt::format(R"(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
  <h:head>
    <h:title>Test</h:title>
    <model>
      <instance><data id="{}" version="{}"><name/><meta><instanceID/></meta></data></instance>
      {}<bind nodeset="/data/name" type="string"/>
    </model>
  </h:head>
  <h:body><input ref="/data/name"><label>Name</label></input></h:body>
</h:html>
)",
                     id, version, instances);
}

struct Office final : exchange::RolloutSource {
  exchange::PublisherKey publisher = exchange::make_publisher_key();
  std::map<std::string, std::string> contents{};  // of forms and files, by digest
  int fetches = 0, file_fetches = 0;

  exchange::RolloutForm add(const std::string& id, const std::string& version) {
    return add(id, version, xform(id, version));
  }
  exchange::RolloutForm add(const std::string& id, const std::string& version, const std::string& xml) {
    return {FormId{id}, version, keep(xml), xml.size(), {}};
  }
  // A form that reads the lists (.csv) among its files.
  exchange::RolloutForm add_with(const std::string& version, const std::map<std::string, std::string>& files) {
    std::string instances;
    for (const auto& [name, content] : files)
      if (name.ends_with(".csv")) instances += fmt::format(R"(<instance id="{}" src="jr://file-csv/{}"/>)", name, name);
    auto form = add("civic-city", version, xform("civic-city", version, instances));
    for (const auto& [name, content] : files) form.files.push_back(add_file(name, content));
    return form;
  }
  exchange::RolloutFile add_file(const std::string& name, const std::string& content) {
    return {name, keep(content), content.size()};
  }
  Result<> publish(Library& library, const exchange::Rollout& rollout) {
    const auto json = exchange::encode(rollout);
    return library.install(json, exchange::minisign(json, "test", publisher), *this);
  }
  Result<std::string> form(const exchange::RolloutForm& form) override {
    ++fetches;
    return content(form.digest);
  }
  Result<std::string> file(const exchange::RolloutFile& file) override {
    ++file_fetches;
    return content(file.digest);
  }

 private:
  Digest keep(const std::string& content) {
    const auto digest = exchange::blake2b(as_bytes(content));
    contents[to_hex(digest)] = content;
    return digest;
  }
  Result<std::string> content(const Digest& digest) const {
    const auto found = contents.find(to_hex(digest));
    if (found == contents.end()) return fail(ErrorCode::network_failed, "gone");
    return found->second;
  }
};

struct Place {
  Place() {
    std::string pattern = (std::filesystem::temp_directory_path() / "minyi-forms-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::unique_ptr<Library> open(const Office& office) const {
    auto library =
        Library::open(path + "/kept", {exchange::publisher_public_line(office.publisher)}, site, kiosk, clock);
    REQUIRE_MESSAGE(library.has_value(), to_string(library.error()));
    return std::move(*library);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return path + "/kept/" + name; }
  [[nodiscard]] std::string kept_file(const exchange::RolloutFile& named) const {
    return file("files/" + to_hex(named.digest));
  }
  [[nodiscard]] std::size_t kept_files() const {
    std::error_code error;
    const std::filesystem::directory_iterator entries(file("files"), error);
    return error ? 0 : static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }
  [[nodiscard]] std::string form_file(const exchange::RolloutForm& form) const {
    return file("forms/" + to_hex(form.digest) + ".xml");
  }

  std::string path;
  SiteId site{"150921-03-02"};
  KioskId kiosk{"k-7f3a"};
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
};

inline exchange::Rollout rollout(std::uint64_t version, std::vector<exchange::RolloutForm> forms) {
  exchange::Rollout made;
  made.version = version;
  made.created = Instant{900'000s};
  made.forms = std::move(forms);
  return made;
}

inline std::string code_of(const Result<>& result) {
  return result ? "ok" : std::string(code_name(result.error().code));
}

inline std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void spill(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace minyi::kiosk::forms::test
