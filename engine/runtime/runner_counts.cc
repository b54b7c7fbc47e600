#include "engine/runtime/runner_counts.h"

namespace laurel {

void RunnerCounts::Count(const Decision& decision) {
  for (const Events* told : {&decision.due, &decision.events}) {
    for (const DerivedEvent& event : *told) {
      ++events_by_type[event.body.index()];
    }
    events += static_cast<int64_t>(told->size());
  }
  switch (decision.outcome) {
    case Outcome::kAccepted:
      ++accepted;
      break;
    case Outcome::kRejected:
      ++rejected;
      break;
    case Outcome::kDuplicate:
      ++duplicates;
      break;
    case Outcome::kParked:
      ++parked;
      break;
  }
}

void RunnerCounts::Add(const RunnerCounts& other) {
  facts += other.facts;
  accepted += other.accepted;
  rejected += other.rejected;
  duplicates += other.duplicates;
  parked += other.parked;
  events += other.events;
  replayed += other.replayed;
  repeated += other.repeated;
  for (size_t i = 0; i < events_by_type.size(); ++i) {
    events_by_type[i] += other.events_by_type[i];
  }
  commits.Add(other.commits);
  residents_found += other.residents_found;
  residents_loaded += other.residents_loaded;
}

}  // namespace laurel
