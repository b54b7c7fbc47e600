// Virtual time: what is to happen, in the order in which it happens. One
// thread runs the whole world, so the same seed gives the same run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace laurel {

class Scheduler {
 public:
  using Act = std::function<void()>;

  // Runs `act` once, `delay_us` from now; of the same instant in the order in
  // which they were asked for.
  void After(int64_t delay_us, Act act) {
    waiting_.emplace(std::pair(now_us_ + delay_us, ++order_), std::move(act));
  }

  // Runs the next act; false if there is none. An act may call it: then others
  // happen while it waits.
  bool RunNext() {
    if (waiting_.empty()) return false;
    auto next = waiting_.extract(waiting_.begin());
    now_us_ = next.key().first;
    ++steps_;
    next.mapped()();
    return true;
  }

  int64_t now_us() const { return now_us_; }
  int64_t steps() const { return steps_; }  // acts run so far

 private:
  std::map<std::pair<int64_t, int64_t>, Act> waiting_;
  int64_t now_us_ = 0;
  int64_t order_ = 0;
  int64_t steps_ = 0;
};

}  // namespace laurel
