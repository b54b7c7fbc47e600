#include "cli/progress_line.h"

#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

constexpr std::chrono::milliseconds kOnTerminal(200);
constexpr std::chrono::seconds kElsewhere(10);

std::string TimeLeft(int64_t seconds) {
  if (seconds < 120) return absl::StrCat(seconds, " s left");
  if (seconds < 7200) return absl::StrCat(seconds / 60, " min left");
  return absl::StrCat(seconds / 3600, " h left");
}

}  // namespace

std::string Grouped(int64_t number) {
  std::string digits = std::to_string(number);
  const size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

ProgressLine::ProgressLine(std::string doing, int64_t total, bool quiet,
                           std::string counted)
    : doing_(std::move(doing)),
      counted_(std::move(counted)),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) == 1),
      began_(Clock::now()),
      next_(began_),
      total_(total) {
  next_ +=
      terminal_ ? Clock::duration(kOnTerminal) : Clock::duration(kElsewhere);
}

void ProgressLine::To(int64_t done) {
  done_ = done;
  if (quiet_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? Clock::duration(kOnTerminal)
                           : Clock::duration(kElsewhere));
  std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", Line(now).c_str());
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::End() {
  if (shown_ && terminal_) std::fprintf(stderr, "\r\033[K");
  shown_ = false;
}

std::string ProgressLine::Line(Clock::time_point now) const {
  const double seconds = std::chrono::duration<double>(now - began_).count();
  const auto rate = static_cast<int64_t>(static_cast<double>(done_) / seconds);
  std::string line = absl::StrCat(doing_, "  ", Grouped(done_));
  if (total_ > 0) {
    absl::StrAppend(&line, " of ", Grouped(total_), " ", counted_, " (",
                    done_ * 100 / total_, " %)");
  } else {
    absl::StrAppend(&line, " ", counted_);
  }
  absl::StrAppend(&line, "  ", Grouped(rate), "/s");
  if (total_ > done_ && rate > 0) {
    absl::StrAppend(&line, "  ", TimeLeft((total_ - done_) / rate + 1));
  }
  return line;
}

}  // namespace laurel
