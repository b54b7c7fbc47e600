#include "connectors/csv/csv_reader.h"

#include <algorithm>
#include <set>

#include "connectors/csv/text.h"
#include "engine/base/utf8.h"

namespace laurel {
namespace {

constexpr std::string_view kNotClosed = "a quote is not closed";
constexpr std::string_view kAfterQuote = "text after a closing quote";
constexpr std::string_view kTooLong = "a line is too long";
constexpr size_t kShownBytes = 1000;  // of a row that does not fit

bool EndsLine(char c) { return c == '\n' || c == '\r'; }

std::string Sentence(std::string_view problem) {
  if (problem == kNotClosed) {
    return "a quote that opens here is not closed within 1 MiB; a quote "
           "inside a quoted field is written twice";
  }
  if (problem == kAfterQuote) {
    return "text follows a closing quote; a quote inside a quoted field is "
           "written twice";
  }
  return "the row is longer than 1 MiB";
}

// CRLF counts once.
int64_t CountLineEnds(std::string_view text) {
  int64_t n = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    n += EndsLine(text[i]);
  }
  return n;
}

std::string_view WithoutLineEnd(std::string_view text) {
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

void SplitAtBlanks(std::string_view text, std::vector<std::string_view>& out) {
  constexpr std::string_view kBlanks = " \t";
  size_t begin = text.find_first_not_of(kBlanks);
  while (begin != text.npos) {
    const size_t end =
        std::min(text.find_first_of(kBlanks, begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kBlanks, end);
  }
}

bool IsBlank(std::string_view raw, const FileFormat& format) {
  return format.whitespace ? raw.find_first_not_of(" \t") == raw.npos
                           : raw.empty();
}

absl::Status HeaderError(const std::string& path, int64_t line,
                         std::string_view sentence) {
  return absl::InvalidArgumentError(
      Concat({path, ":", std::to_string(line), ": ", sentence}));
}

}  // namespace

CsvReader::CsvReader(std::string path, FileFormat format,
                     std::unique_ptr<ByteSource> source)
    : path_(std::move(path)),
      format_(std::move(format)),
      buffer_(std::move(source)) {}

absl::Status CsvReader::SkipByteOrderMark() {
  while (buffer_.text().size() < 3 && !buffer_.at_end()) {
    RETURN_IF_ERROR(buffer_.Grow());
  }
  const std::string_view head = buffer_.text().substr(0, 3);
  if (head == "\xEF\xBB\xBF") buffer_.Consume(3);
  if (head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF") {
    return HeaderError(path_, 1, "the file is UTF-16; save it as UTF-8");
  }
  return absl::OkStatus();
}

absl::Status CsvReader::ReadHeader() {
  RETURN_IF_ERROR(SkipByteOrderMark());
  if (!format_.header) {
    columns_ = format_.columns;
    return absl::OkStatus();
  }
  Row row;
  ASSIGN_OR_RETURN(const bool found, NextRecord(row));
  if (!found) {
    return HeaderError(path_, 1, "the file is empty, a header is expected");
  }
  if (row.defect) return HeaderError(path_, row.line, row.defect->sentence);
  std::set<std::string_view> seen;
  for (std::string_view name : row.values) {
    if (!name.empty() && !seen.insert(name).second) {
      return HeaderError(path_, row.line,
                         Concat({"two columns are named ", Shown(name)}));
    }
    columns_.emplace_back(name);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvReader::Next(Row& row) {
  ASSIGN_OR_RETURN(const bool found, NextRecord(row));
  if (found && !row.defect) CheckWidth(row);
  return found;
}

absl::StatusOr<bool> CsvReader::NextRecord(Row& row) {
  do {
    Scan scan;
    while (!ScanToEnd(scan)) {
      if (buffer_.text().empty() && buffer_.at_end()) return false;
      RETURN_IF_ERROR(buffer_.Grow());
    }
    row = Row{};
    row.line = line_;
    if (!scan.problem.empty()) {
      RETURN_IF_ERROR(TakeFirstLine(row, scan.problem));
      Recode(row);
      return true;
    }
    Take(row, scan.at);
  } while (IsBlank(row.raw, format_));
  Recode(row);
  CheckText(row);
  if (!row.defect) Split(row);
  return true;
}

// True when `scan.at` is behind the record, or `scan.problem` is known; false
// when more bytes are needed.
bool CsvReader::ScanToEnd(Scan& scan) const {
  const std::string_view text = buffer_.text();
  const bool quotes = !format_.whitespace;
  while (scan.at < text.size()) {
    if (scan.at > kMaxRowBytes) {
      scan.problem = scan.state == Scan::kQuoted ? kNotClosed : kTooLong;
      return true;
    }
    const char c = text[scan.at];
    if (scan.state == Scan::kQuoted) {
      if (c == '"') scan.state = Scan::kQuoteSeen;
    } else if (EndsLine(c)) {
      const bool last = scan.at + 1 == text.size();
      if (c == '\r' && last && !buffer_.at_end()) return false;
      scan.at += c == '\r' && !last && text[scan.at + 1] == '\n' ? 2 : 1;
      return true;
    } else if (quotes && c == format_.delimiter) {
      scan.state = Scan::kFieldStart;
    } else if (scan.state == Scan::kQuoteSeen) {
      if (c != '"') {
        scan.problem = kAfterQuote;
        return true;
      }
      scan.state = Scan::kQuoted;
    } else {
      const bool opens = quotes && scan.state == Scan::kFieldStart && c == '"';
      scan.state = opens ? Scan::kQuoted : Scan::kPlain;
    }
    ++scan.at;
  }
  if (!buffer_.at_end()) return false;
  if (scan.state == Scan::kQuoted) scan.problem = kNotClosed;
  return !text.empty();
}

void CsvReader::Take(Row& row, size_t size) {
  const std::string_view record = buffer_.text().substr(0, size);
  row.raw = WithoutLineEnd(record);
  line_ += CountLineEnds(record);
  buffer_.Consume(size);
}

// The line in which the broken record begins, however long it is.
absl::Status CsvReader::TakeFirstLine(Row& row, std::string_view problem) {
  row.defect = Reject{problem, Sentence(problem)};
  cut_.clear();
  while (true) {
    const std::string_view text = buffer_.text();
    const size_t end = text.find_first_of("\r\n");
    const bool last = end != text.npos && end + 1 == text.size();
    if (last && text[end] == '\r' && !buffer_.at_end()) {
      RETURN_IF_ERROR(buffer_.Grow());  // is there a '\n' behind it?
      continue;
    }
    const std::string_view part = text.substr(0, end);
    cut_.append(
        part.substr(0, kShownBytes - std::min(kShownBytes, cut_.size())));
    if (end != text.npos) {
      const bool both =
          text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
      buffer_.Consume(end + (both ? 2 : 1));
      ++line_;
      break;
    }
    buffer_.Consume(text.size());
    if (buffer_.at_end()) break;
    RETURN_IF_ERROR(buffer_.Grow());
  }
  row.raw = cut_;
  return absl::OkStatus();
}

// Rejects are UTF-8 too, so also what does not fit.
void CsvReader::Recode(Row& row) {
  if (!format_.latin1) return;
  record_ = Latin1ToUtf8(row.raw);
  row.raw = record_;
}

void CsvReader::CheckText(Row& row) const {
  if (row.raw.find('\0') != row.raw.npos) {
    row.defect = Reject{"a NUL byte", "the row holds a NUL byte"};
    return;
  }
  const size_t at = FirstNonUtf8(row.raw);
  if (at != row.raw.npos) {
    row.defect =
        Reject{"not UTF-8",
               Concat({"byte ", std::to_string(at + 1),
                       " of the row is not UTF-8; if the file is Latin-1, say "
                       "`encoding: latin1`"})};
  }
}

void CsvReader::CheckWidth(Row& row) const {
  if (row.values.size() == columns_.size()) return;
  row.defect =
      Reject{"wrong number of columns",
             Concat({"the row has ", std::to_string(row.values.size()),
                     " columns, ", std::to_string(columns_.size()),
                     format_.header ? " as in the header are expected"
                                    : " as in `columns` are expected"})};
}

void CsvReader::Split(Row& row) {
  if (format_.whitespace) {
    SplitAtBlanks(row.raw, row.values);
  } else {
    SplitQuoted(row.raw, row.values);
  }
}

void CsvReader::SplitQuoted(std::string_view text,
                            std::vector<std::string_view>& out) {
  unquoted_.clear();
  unquoted_.reserve(text.size());  // views into it must stay
  size_t at = 0;
  while (true) {
    if (at < text.size() && text[at] == '"') {
      out.push_back(Unquote(text, at));
    } else {
      const size_t end =
          std::min(text.find(format_.delimiter, at), text.size());
      out.push_back(text.substr(at, end - at));
      at = end;
    }
    if (at >= text.size()) return;
    ++at;  // the delimiter
  }
}

// `at` goes from the opening quote to behind the closing one.
std::string_view CsvReader::Unquote(std::string_view text, size_t& at) {
  const size_t begin = unquoted_.size();
  ++at;
  while (true) {
    const size_t quote = text.find('"', at);
    unquoted_.append(text.substr(at, quote - at));
    at = quote + 1;
    if (at >= text.size() || text[at] != '"') break;
    unquoted_.push_back('"');
    ++at;
  }
  return std::string_view(unquoted_).substr(begin);
}

}  // namespace laurel
