#include "bench/macro/memory_fold.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/domain/digest.h"

namespace laurel {

MemoryFold::MemoryFold(const Glow& glow) {
  partition_.programs.push_back({1, glow.since, glow.program});
  partition_.clock = glow.since;
}

absl::Status MemoryFold::Take(const LogRecord& record) {
  RETURN_IF_ERROR(Read(record, &fact_));
  return Decide(fact_, &decision_);
}

absl::Status MemoryFold::Read(const LogRecord& record, RecordedFact* fact) {
  fact->offset = record.offset;
  fact->append_time = Instant{record.append_time_ms};
  ParkReason parked = DecodeFact(record.value, &fact->fact, &message_);
  if (parked == ParkReason::kNone) {
    Resolve(*fact);
    parked = Admit(*fact, &message_);
  }
  if (parked == ParkReason::kNone) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("fact ", record.offset, " is parked: ", message_));
}

absl::Status MemoryFold::Decide(const RecordedFact& fact, Decision* out) {
  Dossier& dossier = Find(fact.fact);
  TakeInClock(fact, partition_);
  RETURN_IF_ERROR(Step(partition_, fact, dossier, out));
  dossier.documents.Clear();
  documents_.Swap(dossier.documents);
  events_ += static_cast<int64_t>(out->due.size() + out->events.size());
  if (out->outcome == Outcome::kAccepted) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("fact ", fact.offset, " is not accepted"));
}

// No fact names an earlier one: what the filter takes for seen is not there.
Dossier& MemoryFold::Find(const Fact& fact) {
  const std::string_view id = fact.customer_id;
  auto& found = customers_[absl::string_view(id.data(), id.size())];
  if (found == nullptr) {
    found = std::make_unique<Dossier>();
    found->customer.id = id;
  }
  found->documents.Swap(documents_);
  wanted_.clear();
  MissingDocuments(found->customer, fact, found->documents, &wanted_);
  for (DocumentKey& key : wanted_) {
    found->documents.Fetched(std::move(key), {});
  }
  return *found;
}

uint64_t MemoryFold::Digest() const {
  uint64_t sum = 0;
  for (const auto& [id, dossier] : customers_) {
    sum += Fmix64(laurel::Digest(dossier->customer));
  }
  return sum;
}

}  // namespace laurel
