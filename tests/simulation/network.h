// The way from a client to the broker and back. Requests of one connection
// arrive in the order in which they were sent; a client that connects anew
// may overtake what it sent before. Requests and answers are late, lost, or
// done and answered twice.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "tests/laws/chance.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/scheduler.h"

namespace laurel {

struct Connection {
  int64_t last_arrival_us = 0;
};

class Network {
 public:
  // A request that has heard nothing for so long is given up.
  static constexpr int64_t kTimeoutUs = 30'000;

  using Respond = std::function<void(Answer)>;
  using Request = std::function<void(const Respond&)>;

  Network(Scheduler& scheduler, Chance& chance, const Faults& faults)
      : scheduler_(scheduler), chance_(chance), faults_(faults) {}

  // Does `request` at the broker. `heard` is called with its answer, perhaps
  // twice, or with kTimedOut; never before this returns.
  void Call(Connection& connection, const Request& request,
            const Respond& heard) {
    if (Happens(faults_.reconnect)) connection = Connection();
    const int64_t now = scheduler_.now_us();
    const int64_t arrival =
        std::max(now + Delay(), connection.last_arrival_us + 1);
    connection.last_arrival_us = arrival;
    const bool lost = Happens(faults_.lost);
    const bool late = arrival - now > kTimeoutUs;
    if (lost || late) scheduler_.After(kTimeoutUs, TimedOut(heard));
    if (lost && chance_.OneIn(2)) return;
    const bool silent = lost || late;
    const int times = Happens(faults_.repeated) ? 2 : 1;
    scheduler_.After(arrival - now, [this, request, heard, silent, times] {
      for (int i = 0; i < times; ++i) {
        request(silent ? Respond([](Answer) {}) : Back(heard));
      }
    });
  }

  bool Happens(int per_thousand) { return chance_.Below(1'000) < per_thousand; }

 private:
  int64_t Delay() {
    return 20 + chance_.Below(Happens(faults_.slow) ? 40'000 : 300);
  }
  static Scheduler::Act TimedOut(const Respond& heard) {
    return [heard] { heard(Answer::kTimedOut); };
  }
  Respond Back(const Respond& heard) {
    return [this, heard](Answer answer) {
      scheduler_.After(20 + chance_.Below(300),
                       [heard, answer] { heard(answer); });
    };
  }

  Scheduler& scheduler_;
  Chance& chance_;
  const Faults& faults_;
};

}  // namespace laurel
