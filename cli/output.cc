#include "cli/output.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

absl::Status CannotRead(const std::string& path, int error) {
  const std::string what =
      absl::StrCat(NameOf(path), ": ", std::strerror(error));
  if (error == ENOENT) {
    return absl::NotFoundError(absl::StrCat(NameOf(path), ": no such file"));
  }
  if (error == EISDIR) {
    return absl::InvalidArgumentError(
        absl::StrCat(NameOf(path), ": a folder; a file is wanted"));
  }
  return error == EACCES ? absl::InvalidArgumentError(what)
                         : absl::UnavailableError(what);
}

}  // namespace

void Print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void PrintLine(std::string_view text) {
  Print(text);
  Print("\n");
}

std::string Printable(std::string_view text, bool lines) {
  const auto at = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  std::string shown;
  for (size_t i = 0; i < text.size(); ++i) {
    // U+0080 to U+009f are two bytes in UTF-8, and control characters, too.
    const bool two = at(i) == 0xc2 && at(i + 1) >= 0x80 && at(i + 1) < 0xa0;
    if ((at(i) >= 0x20 && at(i) != 0x7f && !two) || (lines && at(i) == '\n')) {
      shown.push_back(text[i]);
      continue;
    }
    absl::StrAppend(&shown, "\\x", absl::Hex(at(i), absl::kZeroPad2));
    if (two) absl::StrAppend(&shown, "\\x", absl::Hex(at(++i)));
  }
  return shown;
}

void Note(std::string_view text) {
  std::fprintf(stderr, "laurel: %s\n", Printable(text, true).c_str());
}

absl::Status FlushOutput() {
  errno = 0;
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(
      absl::StrCat("standard output: ",
                   errno == 0 ? "cannot be written" : std::strerror(errno)));
}

std::string NameOf(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t most) {
  std::unique_ptr<std::FILE, Close> file(
      path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return CannotRead(path, errno);
  std::string bytes;
  char buffer[1 << 16];
  while (const size_t n = std::fread(buffer, 1, sizeof buffer, file.get())) {
    bytes.append(buffer, n);
    if (bytes.size() > most) {
      return absl::InvalidArgumentError(
          absl::StrCat(NameOf(path), ": more than ", most, " bytes"));
    }
  }
  if (std::ferror(file.get())) return CannotRead(path, errno);
  return bytes;
}

void LineReader::Close::operator()(std::FILE* file) const {
  laurel::Close()(file);
}

absl::StatusOr<LineReader> LineReader::Open(const std::string& path) {
  LineReader reader;
  reader.path_ = path;
  reader.file_.reset(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (reader.file_ == nullptr) return CannotRead(path, errno);
  return reader;
}

absl::StatusOr<bool> LineReader::Next(std::string* line) {
  char* bytes = nullptr;
  size_t room = 0;
  errno = 0;
  const ssize_t size = ::getline(&bytes, &room, file_.get());
  const std::unique_ptr<char, decltype(&std::free)> owned(bytes, &std::free);
  if (size < 0) {
    if (std::ferror(file_.get())) return CannotRead(path_, errno);
    return false;
  }
  std::string_view text(bytes, static_cast<size_t>(size));
  if (first_ && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  first_ = false;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  line->assign(text);
  return true;
}

bool IsFileOrNothing(const std::string& path) {
  std::error_code none;
  const auto status = std::filesystem::status(path, none);
  return !std::filesystem::exists(status) ||
         std::filesystem::is_regular_file(status);
}

absl::Status CheckNotInput(std::string_view flag, const std::string& out,
                           const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code none;
    if (!IsFileOrNothing(out) ||
        !std::filesystem::equivalent(out, input, none)) {
      continue;
    }
    return absl::InvalidArgumentError(absl::StrCat(
        std::string(flag), " ", out,
        " is a file that is read; it would be lost. Name another"));
  }
  return absl::OkStatus();
}

absl::Status WriteFile(const std::string& path, std::string_view bytes) {
  const bool whole = IsFileOrNothing(path);
  const std::string part = whole ? path + ".part" : path;
  const auto failed = [&](const char* what) {
    const std::string why = std::strerror(errno);
    if (whole) std::remove(part.c_str());
    return absl::UnavailableError(absl::StrCat(path, ": ", what, ": ", why));
  };
  std::FILE* file = std::fopen(part.c_str(), "wb");
  if (file == nullptr) return failed("cannot be made");
  const bool written =
      std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() &&
      std::fflush(file) == 0;
  if (std::fclose(file) != 0 || !written) return failed("cannot be written");
  if (whole && std::rename(part.c_str(), path.c_str()) != 0) {
    return failed("cannot be put in place");
  }
  return absl::OkStatus();
}

}  // namespace laurel
