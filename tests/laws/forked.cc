#include "tests/laws/forked.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

namespace laurel {

absl::Status Forked(const std::function<absl::Status()>& law) {
  int ends[2];
  if (::pipe(ends) != 0) return absl::UnavailableError("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    const absl::Status status = law();
    std::string text(status.message());
    text.insert(text.begin(), static_cast<char>(status.code()));
    const auto written = ::write(ends[1], text.data(), text.size());
    std::_Exit(written < 0 ? 1 : 0);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (;;) {
    const auto size = ::read(ends[0], buffer, sizeof buffer);
    if (size <= 0) break;
    text.append(buffer, static_cast<size_t>(size));
  }
  ::close(ends[0]);
  int end = 0;
  ::waitpid(child, &end, 0);
  if (text.empty() || end != 0) {
    return absl::InternalError(absl::StrCat("it dies, wait status ", end));
  }
  return absl::Status(static_cast<absl::StatusCode>(text[0]), text.substr(1));
}

}  // namespace laurel
