// What will happen next in the demo's chain: a heap of errands in the order of
// time, those of one instant in the order in which they were planned.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "engine/base/time.h"

namespace laurel {

struct Errand {
  enum class Kind : uint8_t {
    kEnrol,
    kBook,
    kReschedule,
    kCancel,
    kMiss,
    kCheckout,  // the visit has been completed: pay
    kPayHeld,   // pay with points that were held
    kFeedback,
    kRefund,
    kComplaint,
    kAnswer,
    kResolve,
    kWrite,     // a message to the client
    kOpen,      // ... is opened
    kStranger,  // a payment by somebody who is not known
    kMistake,   // a fact that cannot be
    kErase,
  };

  Instant at;
  Kind kind = Kind::kEnrol;
  uint8_t channel = 0;  // of a booking
  uint8_t line = 0;     // of a refund: from 1; 0: by amount
  uint32_t client = 0;  // of a stranger: the salon
  uint32_t number = 0;  // of the appointment, payment, complaint, message
  uint32_t other = 0;   // of a reschedule: days; of a visit: its appointment
  int64_t fen = 0;      // of a refund; of a payment in points: the points
  Instant visit_at{0};  // of a booking
};

class Agenda {
 public:
  void Add(const Errand& errand) { heap_.push({errand, planned_++}); }
  bool empty() const { return heap_.empty(); }
  Errand Take() {
    const Errand errand = heap_.top().errand;
    heap_.pop();
    return errand;
  }

 private:
  struct Planned {
    Errand errand;
    uint64_t order;
    bool operator<(const Planned& other) const {  // a heap's top is greatest
      return errand.at != other.errand.at ? errand.at > other.errand.at
                                          : order > other.order;
    }
  };
  std::priority_queue<Planned> heap_;
  uint64_t planned_ = 0;
};

}  // namespace laurel
