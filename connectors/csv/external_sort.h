// Sorts more than fits in memory: sorted runs go to temporary files, and are
// merged at the end.
//
//   ExternalSort sort("/var/tmp", 64 << 20);
//   RETURN_IF_ERROR(sort.Add(key, value));          // in any order
//   RETURN_IF_ERROR(sort.Drain(visit));             // in the order of keys
//
// The files have no name, so nothing stays behind, whatever happens. One
// thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace laurel {

// Numbers and texts as bytes that sort as they do: big-endian.
void AppendNumber(uint64_t value, std::string& out);
// Its length, then itself: no text is the beginning of another.
void AppendText(std::string_view text, std::string& out);

// Reads what the two above wrote, in their order.
class ByteParser {
 public:
  explicit ByteParser(std::string_view bytes) : bytes_(bytes) {}
  uint64_t Number();
  std::string_view Text();

 private:
  std::string_view bytes_;
};

class ExternalSort {
 public:
  using Visit =
      std::function<absl::Status(std::string_view key, std::string_view value)>;

  ExternalSort(std::string temp_dir, size_t memory_bytes)
      : temp_dir_(std::move(temp_dir)), memory_bytes_(memory_bytes) {}

  // Keys are unique. Fails where the temporary files cannot be written.
  absl::Status Add(std::string_view key, std::string_view value);

  // Gives everything in byte order of the keys and is empty then. Stops at the
  // first Status that is not OK.
  absl::Status Drain(const Visit& visit);

  int64_t runs_spilled() const { return runs_spilled_; }

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, CloseFile>;
  struct Entry {
    size_t offset;
    size_t key_size;
    size_t value_size;
  };
  class RunReader;

  std::string_view KeyOf(const Entry& entry) const;
  std::string_view ValueOf(const Entry& entry) const;
  void SortEntries();
  absl::Status Spill();
  absl::Status AddRun(File run);
  absl::Status MergeRuns(const Visit& visit);
  absl::Status Failed(std::string_view what) const;
  absl::Status OpenTemporary(File& file) const;
  absl::Status Write(std::FILE* file, std::string_view key,
                     std::string_view value) const;

  std::string temp_dir_;
  size_t memory_bytes_;
  std::string arena_;           // keys and values, one after another
  std::vector<Entry> entries_;  // of the arena
  std::vector<File> runs_;
  int64_t runs_spilled_ = 0;
};

}  // namespace laurel
