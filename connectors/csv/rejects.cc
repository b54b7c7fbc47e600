#include "connectors/csv/rejects.h"

#include <charconv>

#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {

std::string CsvField(std::string_view text) {
  if (text.find_first_of("\",\r\n") == text.npos) return std::string(text);
  std::string result = "\"";
  for (char c : text) {
    if (c == '"') result.push_back('"');
    result.push_back(c);
  }
  result.push_back('"');
  return result;
}

namespace {

bool IsNumber(std::string_view text) {
  double number;
  const char* end = text.data() + text.size();
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end;
}

bool LooksLikeFormula(std::string_view text) {
  for (std::string_view sign :
       {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}) {
    if (text.starts_with(sign)) return !IsNumber(text);
  }
  return false;
}

}  // namespace

std::string CsvWords(std::string_view text) {
  if (!LooksLikeFormula(text)) return CsvField(text);
  return CsvField(Concat({"'", text}));
}

absl::Status Rejects::Open(const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  file_ = std::make_unique<PartFile>(path);
  RETURN_IF_ERROR(file_->Open());
  return file_->Write("file,line,reason,row\n");
}

absl::Status Rejects::Add(std::string_view file, int64_t line,
                          std::string_view row, const Reject& reject) {
  ++counts_[std::string(reject.kind)];
  if (!file_) return absl::OkStatus();
  return file_->Write(
      Concat({CsvWords(file), ",", std::to_string(line), ",",
              CsvWords(reject.sentence), ",", CsvWords(row), "\n"}));
}

absl::Status Rejects::Finish() {
  return file_ ? file_->Commit() : absl::OkStatus();
}

}  // namespace laurel
