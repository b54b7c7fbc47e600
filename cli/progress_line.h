// How far long work is, on standard error: on a terminal one line that is
// written over, elsewhere a line every 10 s.
//
//   ProgressLine progress("folding", total, session.quiet);
//   while (...) progress.To(done);   // cheap: call it for every batch
//   progress.End();
//
//   folding  1,203,000 of 4,000,000 (30 %)  412,000/s  7 s left
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace laurel {

class ProgressLine {
 public:
  // `total` 0: not known. Nothing is written if `quiet`.
  ProgressLine(std::string doing, int64_t total, bool quiet,
               std::string counted = "facts");
  ~ProgressLine() { End(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `done` of the total so far. One thread.
  void To(int64_t done);

  // Clears the line of a terminal. Called by the destructor too.
  void End();

 private:
  using Clock = std::chrono::steady_clock;

  std::string Line(Clock::time_point now) const;

  const std::string doing_;
  const std::string counted_;
  const bool quiet_;
  const bool terminal_;
  const Clock::time_point began_;
  Clock::time_point next_;
  const int64_t total_;
  int64_t done_ = 0;
  bool shown_ = false;
};

// "1,203,000"
std::string Grouped(int64_t number);

}  // namespace laurel
