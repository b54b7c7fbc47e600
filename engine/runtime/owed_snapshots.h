// Whose snapshot others still lack. While decisions are folded none is told:
// what the fold knows then is the past, and others may have been told more
// already, by an owner with a newer view. Told are those whose decisions were
// folded, as they are once the partition is ready; the view remembers up to
// which decision all have been (Progress::told_decision). One thread at a time.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/domain/decision.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/log_cursor.h"

namespace laurel {

class OwedSnapshots {
 public:
  // The customers of decisions [told, folded), to be read from the log.
  absl::Status Open(EventLog& log, int32_t partition, int64_t told,
                    int64_t folded);

  void Add(const std::string& customer) { customers_.insert(customer); }

  // Reads on, a bounded piece. False: there was nothing at hand.
  absl::StatusOr<bool> ReadSome();

  // All customers are known.
  bool complete() const { return !reading_; }
  bool empty() const { return complete() && customers_.empty(); }

  // One of them, who is then owed nothing. Not if there is none.
  std::string Take();

 private:
  LogCursor decisions_;
  int64_t end_ = 0;
  bool reading_ = false;
  std::set<std::string> customers_;
  Decision decision_;  // for its memory
};

}  // namespace laurel
