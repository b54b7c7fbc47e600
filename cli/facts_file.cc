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

// Takes the first line off `text`, without its end.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
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
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::string_view rest = text;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  LineFaults faults(file.name_);
  std::string bytes, error;
  while (!rest.empty()) {
    const std::string_view line = TakeLine(rest);
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
