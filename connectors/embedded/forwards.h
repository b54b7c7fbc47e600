// Facts that a commit forwards to other partitions: what a crash between the
// commit and their arrival leaves to be done.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "connectors/embedded/fact_frames.h"
#include "connectors/embedded/partition_log.h"

namespace laurel {

struct ForwardedFacts {
  struct Group {
    PartitionFacts facts;
    int64_t facts_end = 0;  // they did not arrive before this offset
  };
  std::vector<Group> groups;
};

// Of the commit with that sequence.
absl::StatusOr<ForwardedFacts> ReadForwardedFacts(PartitionLog& commits,
                                                  int64_t sequence);

// Whether facts from offset `from` on hold the frame that `owner` forwarded
// with that commit.
absl::StatusOr<bool> HasArrived(PartitionLog& facts, int64_t from,
                                int32_t owner, int64_t sequence);

}  // namespace laurel
