// Facts on their way to disk: grouped by partition, and cut into frames.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "connectors/embedded/log_tail.h"
#include "engine/runtime/records.h"

namespace laurel {

// The facts of a batch that go to one partition, in their order.
struct PartitionFacts {
  int32_t partition = 0;
  std::vector<char> bytes;      // encoded records
  std::vector<size_t> ends;     // ends[i]: where record i ends in `bytes`
  std::vector<size_t> indices;  // indices[i]: its place in the batch
};

// By rising partition; none is empty.
std::vector<PartitionFacts> GroupByPartition(const RoutedRecords& facts);

// All in one frame. Views `facts`.
OutFrame WholeFrame(const PartitionFacts& facts);

// In about 64 frames, of 256 facts at most: a torn frame loses little, and
// headers cost little. Views `facts`.
std::vector<OutFrame> CutIntoFrames(const PartitionFacts& facts);

}  // namespace laurel
