#include "connectors/embedded/fact_frames.h"

#include <algorithm>
#include <map>

namespace laurel {
namespace {

constexpr size_t kFramesPerAppend = 64;
constexpr size_t kMaxFactsPerFrame = 256;

// Records begin <= i < end.
OutFrame FrameOf(const PartitionFacts& facts, size_t begin, size_t end) {
  const size_t from = begin == 0 ? 0 : facts.ends[begin - 1];
  OutFrame frame;
  frame.head.header.count = static_cast<uint32_t>(end - begin);
  frame.payload.emplace_back(facts.bytes.data() + from,
                             facts.ends[end - 1] - from);
  return frame;
}

}  // namespace

std::vector<PartitionFacts> GroupByPartition(const RoutedRecords& facts) {
  std::map<int32_t, PartitionFacts> groups;
  std::string_view rest = facts.records().bytes();
  for (size_t i = 0; i < facts.size(); ++i) {
    const char* begin = rest.data();
    Record record;
    TakeRecord(rest, record);
    PartitionFacts& group = groups[facts.partitions()[i]];
    group.bytes.insert(group.bytes.end(), begin, rest.data());
    group.ends.push_back(group.bytes.size());
    group.indices.push_back(i);
  }
  std::vector<PartitionFacts> result;
  for (auto& [partition, group] : groups) {
    group.partition = partition;
    result.push_back(std::move(group));
  }
  return result;
}

OutFrame WholeFrame(const PartitionFacts& facts) {
  return FrameOf(facts, 0, facts.ends.size());
}

std::vector<OutFrame> CutIntoFrames(const PartitionFacts& facts) {
  const size_t count = facts.ends.size();
  const size_t step =
      std::clamp<size_t>(count / kFramesPerAppend, 1, kMaxFactsPerFrame);
  std::vector<OutFrame> frames;
  for (size_t begin = 0; begin < count; begin += step) {
    frames.push_back(FrameOf(facts, begin, std::min(begin + step, count)));
  }
  return frames;
}

}  // namespace laurel
