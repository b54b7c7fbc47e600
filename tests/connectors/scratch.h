// What the tests of connectors share: a folder for one test, and a sink that
// keeps what it is given.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/csv/import.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {

// Gone with its contents at the end of the test.
class Scratch {
 public:
  Scratch() {
    std::string path =
        std::filesystem::temp_directory_path() / "laurel-test-XXXXXX";
    path_ = mkdtemp(path.data());
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }
  std::string PathOf(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }
  std::string Write(std::string_view name, std::string_view text) const {
    const std::string path = PathOf(name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string Read(std::string_view name) const {
    std::ifstream file(PathOf(name), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  bool Has(std::string_view name) const {
    return std::filesystem::exists(PathOf(name));
  }

 private:
  std::string path_;
};

class MemorySink : public FactSink {
 public:
  absl::Status Add(const ImportedFact& fact) override {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromArray(fact.bytes.data(),
                                     static_cast<int>(fact.bytes.size())));
    events.push_back(event);
    keys.emplace_back(fact.key);
    instants.push_back(fact.occurred_at);
    bytes += fact.bytes;
    return absl::OkStatus();
  }
  absl::Status Finish() override {
    finished = true;
    return absl::OkStatus();
  }

  std::vector<v1::Event> events;
  std::vector<std::string> keys;
  std::vector<Instant> instants;
  std::string bytes;  // of all facts
  bool finished = false;
};

// What an import of one text by one mapping came to.
struct Imported {
  ImportSummary summary;
  std::vector<v1::Event> events;
  std::vector<std::string> keys;
  std::string bytes;
  std::string rejects;  // the file, paths cut to names
};

inline Imported ImportTexts(
    const std::string& mapping,
    const std::vector<std::pair<std::string, std::string>>& files,
    size_t memory_bytes = 64 << 20, Instant now = kNever) {
  Scratch scratch;
  Imported imported;
  const auto parsed = ParseMapping(mapping, "m.yaml");
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  if (!parsed.ok()) return imported;
  ImportOptions options;
  options.rejects_path = scratch.PathOf("rejects.csv");
  options.temp_dir = scratch.path();
  options.memory_bytes = memory_bytes;
  options.now = now;
  for (const auto& [name, text] : files) {
    options.files.push_back(scratch.Write(name, text));
  }
  MemorySink sink;
  const auto summary = Import(*parsed, options, sink);
  EXPECT_TRUE(summary.ok()) << summary.status();
  if (!summary.ok()) return imported;
  EXPECT_TRUE(sink.finished);
  imported.summary = *summary;
  imported.events = sink.events;
  imported.keys = sink.keys;
  imported.bytes = sink.bytes;
  imported.rejects = scratch.Read("rejects.csv");
  const std::string folder = scratch.path() + "/";
  for (size_t at; (at = imported.rejects.find(folder)) != std::string::npos;) {
    imported.rejects.erase(at, folder.size());
  }
  return imported;
}

}  // namespace laurel
