#include "cli/facts_file.h"

#include "absl/strings/str_cat.h"
#include "cli/output.h"
#include "engine/base/status.h"
#include "engine/codec/json.h"

namespace laurel {
namespace {

constexpr int64_t kMostTold = 20;

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == line.npos;
}

}  // namespace

void LineFaults::Add(int64_t line, const std::string& sentence) {
  if (++count_ > kMostTold) return;
  absl::StrAppend(&text_, count_ == 1 ? "" : "\n", file_, ":", line, ": ",
                  sentence);
}

absl::Status LineFaults::ToStatus() const {
  if (count_ == 0) return absl::OkStatus();
  if (count_ <= kMostTold) return absl::InvalidArgumentError(text_);
  return absl::InvalidArgumentError(absl::StrCat(
      text_, "\n", file_, ": and ", count_ - kMostTold, " lines more"));
}

absl::StatusOr<FactsFile> FactsFile::Read(const std::string& path) {
  FactsFile file;
  file.name_ = NameOf(path);
  ASSIGN_OR_RETURN(LineReader lines, LineReader::Open(path));
  LineFaults faults(file.name_);
  std::string line, bytes, error;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, lines.Next(&line));
    if (!more) break;
    const int64_t number = ++file.lines_;
    if (IsBlank(line)) continue;
    if (!JsonToFact(line, &bytes, &error)) {
      faults.Add(number, error);
      continue;
    }
    file.entries_.push_back({number, file.bytes_.size(), bytes.size()});
    file.bytes_ += bytes;
  }
  RETURN_IF_ERROR(faults.ToStatus());
  return file;
}

FactsFile::Line FactsFile::operator[](size_t i) const {
  const Entry& entry = entries_[i];
  return {entry.number,
          std::string_view(bytes_).substr(entry.offset, entry.size)};
}

}  // namespace laurel
