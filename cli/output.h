// Standard output, and files to read. Results go to standard output, everything
// else (progress, notes, errors) to standard error.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace laurel {

// Appends to standard output, buffered.
void Print(std::string_view text);

// The text and the end of a line.
void PrintLine(std::string_view text);

// What others wrote, to be shown on a terminal: control characters as escapes,
// so that a reason moves no cursor and begins no line. Line ends stay where
// `lines` says that they are ours.
std::string Printable(std::string_view text, bool lines = false);

// A sentence for people on standard error: "laurel: ...". Printable.
void Note(std::string_view text);

// Whether all that was printed has arrived: a full disk is a failure.
absl::Status FlushOutput();

// The bytes of a file; "-" is standard input. NotFound: there is none of that
// name; InvalidArgument: a folder, or more than `most` bytes.
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t most = SIZE_MAX);

// The lines of a file, one after another; "-" is standard input. A line end
// may be LF or CRLF; a byte order mark is passed over.
class LineReader {
 public:
  // Fails as ReadFile does.
  static absl::StatusOr<LineReader> Open(const std::string& path);

  // False at the end.
  absl::StatusOr<bool> Next(std::string* line);

 private:
  struct Close {
    void operator()(std::FILE* file) const;
  };
  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  bool first_ = true;
};

// Not a device or a pipe, which are written to and never replaced.
bool IsFileOrNothing(const std::string& path);

// InvalidArgument if writing `out`, which `flag` names, would destroy one of
// the files that are read.
absl::Status CheckNotInput(std::string_view flag, const std::string& out,
                           const std::vector<std::string>& inputs);

// Replaces a file as a whole: under another name first, then renamed.
absl::Status WriteFile(const std::string& path, std::string_view bytes);

// How messages call that file.
std::string NameOf(const std::string& path);

}  // namespace laurel
