// What a piece of work took: by the wall, and of processor time. On a shared
// machine the second is the honest one for work of a single thread.
#pragma once

#include <ctime>

namespace laurel {

class Stopwatch {
 public:
  enum class Whose { kThread, kProcess };

  explicit Stopwatch(Whose whose = Whose::kThread)
      : clock_(whose == Whose::kThread ? CLOCK_THREAD_CPUTIME_ID
                                       : CLOCK_PROCESS_CPUTIME_ID) {
    Start();
  }

  void Start() {
    wall_from_ = Now(CLOCK_MONOTONIC);
    cpu_from_ = Now(clock_);
  }
  // Adds what passed since Start.
  void Stop() {
    wall_ += Now(CLOCK_MONOTONIC) - wall_from_;
    cpu_ += Now(clock_) - cpu_from_;
  }

  // Seconds.
  double wall() const { return wall_; }
  double cpu() const { return cpu_; }

 private:
  static double Now(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) +
           static_cast<double>(now.tv_nsec) * 1e-9;
  }

  clockid_t clock_;
  double wall_ = 0, cpu_ = 0;
  double wall_from_ = 0, cpu_from_ = 0;
};

}  // namespace laurel
