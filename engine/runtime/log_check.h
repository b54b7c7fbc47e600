// Whether a log is the one that a view has folded: as long as the view says at
// least, and with the same fact before S. If not, nothing is changed, and
// DATA_LOSS names both. One thread at a time.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/view_rows.h"

namespace laurel {

class LogCheck {
 public:
  // `log` must outlive it. `view` is where the view stands.
  LogCheck(EventLog& log, int32_t partition, const Progress& view)
      : log_(log), partition_(partition), view_(view) {}

  // By what was appended, before the partition is taken over: that may write
  // to the decisions, and a log that lacks some would have grown as long as it
  // was when it has been tried often enough.
  absl::Status OfAppended() const;

  // By what stands there once it is taken over; the last fact is then wanted.
  absl::Status OfOwned();

  // After OfOwned. False: the last fact is not at hand yet.
  absl::StatusOr<bool> OfLastFact();

 private:
  absl::Status Holds(std::string_view what, int64_t next,
                     const OffsetRange& log) const;

  EventLog& log_;
  const int32_t partition_;
  const Progress view_;
  LogCursor last_fact_;
};

}  // namespace laurel
