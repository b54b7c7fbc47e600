#include "tests/simulation/log_auditor.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/fact_codec.h"
#include "engine/runtime/parked.h"

namespace laurel {
namespace {

template <typename... Words>
absl::Status Wrong(const Words&... words) {
  return absl::InternalError(absl::StrCat(words...));
}

bool ConcernsAll(const FactBody& body) {
  return std::holds_alternative<ProgramPublished>(body) ||
         std::holds_alternative<ClockTicked>(body) ||
         std::holds_alternative<ImportStarted>(body) ||
         std::holds_alternative<ImportFinished>(body);
}

// By docs/domain-map.md section 14: what nobody can decide.
bool CannotBeDecided(const Fact& fact, const BrokerEntry& entry) {
  constexpr int64_t kAheadMs = 5 * 60 * 1'000;
  if (std::holds_alternative<std::monostate>(fact.body)) return true;
  const bool ours = fact.source.substr(0, 7) == "laurel/";
  const bool forwarded = std::holds_alternative<ReferralQualified>(fact.body);
  if (ours != (ConcernsAll(fact.body) || forwarded)) return true;
  for (Instant at : {fact.recorded_at, fact.occurred_at}) {
    if (at == kNever) continue;
    if (at.ms < 0 || at.ms > entry.time_ms + kAheadMs) return true;
  }
  if (ConcernsAll(fact.body)) return false;
  const std::string_view key =
      fact.customer_id.empty() ? fact.store_id : fact.customer_id;
  return key.empty() || key != entry.key;
}

bool IsParkedOrRefused(const Decision& decision) {
  if (decision.outcome == Outcome::kParked) return true;
  return decision.outcome == Outcome::kRejected && !decision.events.empty() &&
         std::holds_alternative<FactRejected>(decision.events.back().body);
}

// A customer who was not known leaves no trace of the request.
bool IsForgotten(const Decision& decision) {
  return std::any_of(decision.events.begin(), decision.events.end(),
                     [](const DerivedEvent& event) { return event.n == 0; });
}

std::string IdOf(const Decision& decision, const Fact& fact,
                 const DerivedEvent& event) {
  if (event.n == 0) {
    return absl::StrCat(std::string(fact.source), "/", std::string(fact.id));
  }
  return absl::StrCat(decision.customer_id, "/", event.n);
}

// By the engine; tills that pretend to be it repeat themselves, as tills do.
bool IsForwarded(const Fact& fact) {
  return std::holds_alternative<ReferralQualified>(fact.body) &&
         fact.id.starts_with("referral/");
}

}  // namespace

LogAuditor::LogAuditor(const Broker& broker, int32_t partition,
                       const Published& published, bool till)
    : broker_(broker),
      partition_(partition),
      published_(published),
      till_(till) {}

std::vector<LogAuditor::Place> LogAuditor::Readable(Stream stream) const {
  std::vector<Place> places;
  const BrokerLog& log = broker_.log({stream, partition_});
  for (int64_t i = 0; i < log.stable(); ++i) {
    const BrokerEntry& entry = log.entries[static_cast<size_t>(i)];
    if (entry.Readable()) places.push_back({&entry, i});
  }
  return places;
}

absl::Status LogAuditor::AuditLog() {
  decisions_ = Readable(Stream::kDecisions);
  events_ = Readable(Stream::kEvents);
  parked_ = Readable(Stream::kParked);
  for (const Place& fact : Readable(Stream::kFacts)) {
    RETURN_IF_ERROR(Annotate(
        AuditFact(fact),
        absl::StrCat("partition ", partition_, ", fact ", fact.offset)));
  }
  sums_ = books_.Close();
  return Annotate(AuditEnds(), absl::StrCat("partition ", partition_));
}

absl::Status LogAuditor::AuditEnds() const {
  const auto left = [](std::string_view what, size_t next,
                       const std::vector<Place>& all) {
    if (next == all.size()) return absl::OkStatus();
    return Wrong("the ", std::string(what), " at offset ", all[next].offset,
                 " belongs to no decision in its place; ", all.size() - next,
                 " are left over");
  };
  if (next_decision_ < decisions_.size()) {
    return Wrong("decision ", decisions_[next_decision_].offset,
                 " is one too many");
  }
  RETURN_IF_ERROR(left("public event", next_event_, events_));
  return left("parked copy", next_parked_, parked_);
}

absl::Status LogAuditor::AuditFact(const Place& place) {
  ++counts_.facts;
  const BrokerEntry& entry = *place.entry;
  LoggedFact fact;
  fact.recorded.partition = partition_;
  fact.recorded.offset = place.offset;
  fact.key = entry.key;
  fact.value = entry.value;
  Fact& body = fact.recorded.fact;
  const Instant clock_before = clock_;
  std::string message;
  bool bad = DecodeFact(entry.value, &body, &message) != ParkReason::kNone;
  bad = bad || CannotBeDecided(body, entry);
  if (!bad) {
    if (body.recorded_at == kNever) body.recorded_at = Instant{entry.time_ms};
    if (body.occurred_at == kNever) body.occurred_at = body.recorded_at;
    clock_ = std::max(clock_, body.recorded_at);
    if (IsForwarded(body) && !forwarded_.emplace(body.id).second) {
      return Wrong("it was forwarded before");
    }
  }
  const bool fires =
      !bad && (std::holds_alternative<ClockTicked>(body.body) ||
               std::holds_alternative<ProgramPublished>(body.body));
  std::set<std::string> fired;
  for (bool more = true; more;) {
    if (next_decision_ == decisions_.size()) {
      // One that came while laurel closed.
      const bool tick = std::holds_alternative<ClockTicked>(body.body);
      if (tick && fired.empty() && !bad) {
        clock_ = clock_before;
        return absl::OkStatus();
      }
      return Wrong(fired.empty() ? "it was not decided"
                                 : "what it fires was not all decided");
    }
    const Place& told = decisions_[next_decision_++];
    Decision decision;
    RETURN_IF_ERROR(DecodeDecision(told.entry->value, &decision));
    RETURN_IF_ERROR(Annotate(AuditDecision(fact, told, decision),
                             absl::StrCat("decision ", told.offset)));
    if (bad != (decision.outcome == Outcome::kParked) &&
        decision.parked != ParkReason::kBadProgram &&
        decision.parked != ParkReason::kAmountOutOfRange) {
      return Wrong(bad ? "it cannot be decided, and was not parked"
                       : "it was parked, and can be decided");
    }
    more = decision.more;
    if (more && !fires) return Wrong("it has more than one decision");
    if (fires && !decision.customer_id.empty() &&
        !fired.insert(decision.customer_id).second) {
      return Wrong(decision.customer_id, " was fired twice");
    }
  }
  if (bad) return absl::OkStatus();
  const auto* tick = std::get_if<ClockTicked>(&body.body);
  const size_t most =
      tick == nullptr || tick->most == 0 ? SIZE_MAX : tick->most;
  if (fired.size() > most) {
    return Wrong("it fired ", fired.size(), " customers, and may fire ", most);
  }
  fired_ = fires && program_ && fired.size() < most;
  counts_.ticks += tick != nullptr ? 1 : 0;
  counts_.fired += static_cast<int64_t>(fired.size());
  if (std::holds_alternative<ProgramPublished>(body.body)) program_ = true;
  return absl::OkStatus();
}

absl::Status LogAuditor::AuditDecision(const LoggedFact& fact,
                                       const Place& place,
                                       const Decision& decision) {
  ++counts_.decisions;
  if (decision.fact_offset != fact.recorded.offset) {
    return Wrong("it decides fact ", decision.fact_offset,
                 ", and in its place is fact ", fact.recorded.offset);
  }
  if (decision.clock != clock_) {
    return Wrong("its clock is ", decision.clock.ms, ", by the facts ",
                 clock_.ms);
  }
  RETURN_IF_ERROR(AuditOutcome(fact, decision));
  RETURN_IF_ERROR(AuditEvents(fact, place, decision));
  RETURN_IF_ERROR(AuditParked(fact, place, decision));
  if (decision.outcome == Outcome::kParked) return absl::OkStatus();
  RETURN_IF_ERROR(ledger_.TakeIn(fact.recorded.fact, decision));
  if (!till_) return absl::OkStatus();
  return books_.TakeIn(fact.recorded.fact, clock_, decision);
}

absl::Status LogAuditor::AuditOutcome(const LoggedFact& fact,
                                      const Decision& decision) {
  const Fact& body = fact.recorded.fact;
  if (decision.outcome == Outcome::kParked || body.customer_id.empty()) {
    return absl::OkStatus();
  }
  const std::tuple identity(std::string(body.customer_id),
                            std::string(body.source), std::string(body.id));
  const Identity request = RequestOf(body);
  const bool asked = asked_.contains(request);
  const bool before = accepted_.contains(identity);
  if (decision.outcome == Outcome::kDuplicate && !before && !asked) {
    return Wrong("a duplicate, and no ", std::string(body.id), " of ",
                 std::string(body.customer_id), " was accepted");
  }
  if (decision.outcome != Outcome::kAccepted || IsForgotten(decision)) {
    return absl::OkStatus();
  }
  if (before) return Wrong("accepted, and had been before");
  if (asked) return Wrong("answered, and had been before");
  accepted_.insert(identity);
  if (!std::get<1>(request).empty()) asked_.insert(request);
  return absl::OkStatus();
}

LogAuditor::Identity LogAuditor::RequestOf(const Fact& fact) {
  const std::string who(fact.customer_id);
  if (const auto* asked = std::get_if<RedemptionRequested>(&fact.body)) {
    return {who, "redemption", std::string(asked->redemption_id)};
  }
  if (const auto* asked = std::get_if<HoldRequested>(&fact.body)) {
    return {who, "hold", std::string(asked->hold_id)};
  }
  return {who, "", ""};
}

absl::Status LogAuditor::AuditEvents(const LoggedFact& fact, const Place& place,
                                     const Decision& decision) {
  for (const Events* part : {&decision.due, &decision.events}) {
    for (const DerivedEvent& event : *part) {
      if (!published_.Has(event.body)) continue;
      ++counts_.events;
      const std::string id = IdOf(decision, fact.recorded.fact, event);
      if (next_event_ == events_.size()) {
        return Wrong("its public event ", id, " is missing");
      }
      const Place& there = events_[next_event_++];
      const std::string found(FindHeader(there.entry->headers, "ce_id"));
      if (found != id) {
        return Wrong("its public event is ", id, ", at its place, offset ",
                     there.offset, ", is ", found);
      }
      if (there.entry->transaction != place.entry->transaction) {
        return Wrong("its public event ", id, " is in transaction ",
                     there.entry->transaction, ", the decision in ",
                     place.entry->transaction);
      }
      // Of somebody not known the id is the fact's, which may come again.
      if (event.n != 0 && !event_ids_.insert(id).second) {
        return Wrong("its public event ", id, " is there twice");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status LogAuditor::AuditParked(const LoggedFact& fact, const Place& place,
                                     const Decision& decision) {
  if (!IsParkedOrRefused(decision)) return absl::OkStatus();
  ++counts_.parked;
  if (next_parked_ == parked_.size()) return Wrong("its copy is not parked");
  const Place& there = parked_[next_parked_++];
  const BrokerEntry& entry = *there.entry;
  const auto copy = ParseParked(
      {there.offset, entry.time_ms, entry.key, entry.headers, entry.value});
  if (!copy.ok()) return copy.status();
  if (copy->partition != partition_ || copy->offset != fact.recorded.offset ||
      copy->key != fact.key || copy->value != fact.value) {
    return Wrong("the parked copy in its place, offset ", there.offset,
                 ", is of fact ", copy->offset);
  }
  if (entry.transaction != place.entry->transaction) {
    return Wrong("its parked copy is in transaction ", entry.transaction,
                 ", the decision in ", place.entry->transaction);
  }
  return absl::OkStatus();
}

absl::Status LogAuditor::AuditCustomer(const Customer& customer) {
  audited_.insert(customer.id);
  RETURN_IF_ERROR(ledger_.Compare(customer, clock_, fired_));
  if (!till_ || !fired_) return absl::OkStatus();
  const auto books = sums_.find(customer.id);
  if (books == sums_.end()) return Wrong(customer.id, " is in no book");
  TillBooks::Sums engine;
  static const Account kNone;
  const Account* account = customer.FindAccount("points", SubBalance::kNone);
  if (account == nullptr) account = &kNone;
  engine = {account->issued, account->redeemed, account->expired,
            account->Available()};
  if (engine == books->second) return absl::OkStatus();
  return Wrong(customer.id, " has ", engine.available, " points (",
               engine.issued, " issued, ", engine.redeemed, " redeemed, ",
               engine.expired, " expired) by the engine; by the facts ",
               books->second.available, " (", books->second.issued, ", ",
               books->second.redeemed, ", ", books->second.expired, ")");
}

absl::Status LogAuditor::AuditMissing() const {
  for (const auto& [who, sums] : sums_) {
    if (!audited_.contains(who)) return Wrong(who, " is not in the view");
  }
  return absl::OkStatus();
}

}  // namespace laurel
