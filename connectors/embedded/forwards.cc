#include "connectors/embedded/forwards.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "connectors/embedded/frame_cursor.h"

namespace laurel {
namespace {

Route LoadRoute(std::string_view routes, size_t index) {
  Route route;
  std::memcpy(&route, routes.data() + index * sizeof route, sizeof route);
  return route;
}

// `payload` is a commit's, behind its table.
absl::StatusOr<ForwardedFacts> Decode(const CommitTable& table,
                                      std::string_view payload) {
  payload.remove_prefix(size_t{table.decisions_size} + table.events_size +
                        table.parked_size);
  const size_t routes_size = table.facts_count * sizeof(Route);
  const std::string_view routes = payload.substr(0, routes_size);
  std::string_view rest = payload.substr(routes_size);
  RoutedRecords facts;
  for (size_t i = 0; i < table.facts_count; ++i) {
    Record record;
    if (!TakeRecord(rest, record)) {
      return absl::DataLossError(
          absl::StrCat("forwarded fact ", i,
                       " of a commit is malformed though its checksum "
                       "holds; this is a bug of laurel"));
    }
    const std::vector<Header> headers = ParseHeaders(record.headers);
    facts.Add(LoadRoute(routes, i).partition, record.key, record.value,
              headers);
  }
  ForwardedFacts forwarded;
  for (PartitionFacts& group : GroupByPartition(facts)) {
    const Route route = LoadRoute(routes, group.indices[0]);
    forwarded.groups.push_back({std::move(group), route.facts_end});
  }
  return forwarded;
}

}  // namespace

absl::StatusOr<ForwardedFacts> ReadForwardedFacts(PartitionLog& commits,
                                                  int64_t sequence) {
  ASSIGN_OR_RETURN(const DurableEnd* durable, commits.Durable());
  if (durable == nullptr) return ForwardedFacts();
  FrameCursor cursor(commits.place(), *durable);
  RETURN_IF_ERROR(cursor.Seek(&LogEnd::sequence, sequence));
  ASSIGN_OR_RETURN(const FrameHead* head, cursor.Peek());
  if (head == nullptr || head->table.facts_count == 0) return ForwardedFacts();
  ASSIGN_OR_RETURN(std::string_view payload, cursor.Load());
  return Decode(head->table, payload);
}

absl::StatusOr<bool> HasArrived(PartitionLog& facts, int64_t from,
                                int32_t owner, int64_t sequence) {
  ASSIGN_OR_RETURN(const DurableEnd* durable, facts.Durable());
  if (durable == nullptr) return false;
  FrameCursor cursor(facts.place(), *durable);
  RETURN_IF_ERROR(cursor.Seek(&LogEnd::records, from));
  for (;;) {
    ASSIGN_OR_RETURN(const FrameHead* head, cursor.Peek());
    if (head == nullptr) return false;
    if (head->header.origin_partition == owner &&
        head->header.origin_sequence == sequence) {
      return true;
    }
    cursor.Skip();
  }
}

}  // namespace laurel
