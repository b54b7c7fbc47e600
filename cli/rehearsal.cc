#include "cli/rehearsal.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/control_fact.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/domain/forward.h"
#include "engine/runtime/view_customers.h"

namespace laurel {
namespace {

constexpr Instant kBeforeAll{0};

// What a person writes into a file need not look as if laurel had written it.
void MakeOurs(Fact& fact, std::string* bytes) {
  if (!fact.source.starts_with("laurel/")) fact.source = "laurel/decide";
  fact.customer_id = fact.store_id = {};
  std::string ours;
  const auto zones = ZonesOf(*bytes);
  EncodeFact(fact, &ours, zones.ok() ? *zones : std::vector<Zone>());
  *bytes = std::move(ours);
}

}  // namespace

Rehearsal::Rehearsal()
    : fold_(0, LogIdentity{"rehearsal", "laurel.facts", 1}, store_) {}

const Program* Rehearsal::program() const {
  const PublishedProgram* current = fold_.partition().Current();
  return current == nullptr ? nullptr : current->program.get();
}

absl::Status Rehearsal::Publish(const ProgramSource& source) {
  const std::string bytes = EncodeProgramFact(source, 1, kBeforeAll);
  const LogRecord record{-1, kBeforeAll.ms, {}, {}, bytes};
  absl::Status parked;
  const Tell look = [&](const LoggedFact&, const Decision& decision) {
    if (decision.outcome == Outcome::kParked) {
      parked = absl::InvalidArgumentError(decision.parked_message);
    }
  };
  RETURN_IF_ERROR(Decide(record, look));
  return parked;
}

absl::Status Rehearsal::Add(int64_t offset, std::string bytes,
                            const Tell& tell) {
  Fact fact;
  std::string message, key;
  Instant recorded = greatest_;
  if (DecodeFact(bytes, &fact, &message) == ParkReason::kNone) {
    const bool timed = fact.occurred_at != kNever ||
                       fact.recorded_at != kNever || greatest_ != kEarliest;
    if (!timed) {
      return absl::InvalidArgumentError(
          "occurred_at or recorded_at is needed: no fact before says what "
          "time it is");
    }
    recorded = fact.recorded_at;
    if (recorded == kNever) {
      recorded = fact.occurred_at == kNever
                     ? greatest_
                     : std::max(fact.occurred_at, greatest_);
    }
    greatest_ = std::max(greatest_, recorded);
    if (IsControl(fact.body)) {
      MakeOurs(fact, &bytes);
    } else {
      key = KeyOf(fact);
    }
  }
  return Decide({offset, recorded.ms, key, {}, bytes}, tell);
}

absl::Status Rehearsal::Tick(int64_t offset, Instant at, const Tell& tell) {
  const std::string id = absl::StrCat("tick/", offset);
  const std::string bytes = EncodeControlFact(id, at, ClockTicked());
  return Decide({offset, at.ms, {}, {}, bytes}, tell);
}

absl::Status Rehearsal::Decide(const LogRecord& record, const Tell& tell) {
  ReadFact(0, record, &fact_);
  std::vector<ForwardedFact> forwarded;
  const auto told = [&](const Decision& decision) -> absl::Status {
    tell(fact_, decision);
    if (!ForwardsSomething(decision)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Customer* customer,
                     fold_.Find(decision.customer_id));
    if (auto one = ForwardedBy(decision, *customer)) forwarded.push_back(*one);
    return absl::OkStatus();
  };
  for (bool done = false; !done;) {
    ASSIGN_OR_RETURN(done, fold_.Decide(fact_, told));
  }
  if (fold_.IndexIsBehind()) RETURN_IF_ERROR(fold_.Write());
  // As if it stood right behind the fact that led to it.
  for (const ForwardedFact& one : forwarded) {
    std::string bytes;
    EncodeFact(one.View(), &bytes);
    const int64_t at = std::max(record.append_time_ms, one.recorded_at.ms);
    RETURN_IF_ERROR(Decide({record.offset, at, one.referrer, {}, bytes}, tell));
  }
  return absl::OkStatus();
}

absl::Status Rehearsal::VisitCustomers(
    const std::function<void(const Customer&)>& visit) {
  RETURN_IF_ERROR(fold_.Write());
  return laurel::VisitCustomers(store_, [&](const Customer& customer) {
    visit(customer);
    return absl::OkStatus();
  });
}

}  // namespace laurel
