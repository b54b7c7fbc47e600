// Law 1 and law 8: the ledger.
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "tests/laws/auditor.h"
#include "tests/laws/laws.h"
#include "tests/laws/play.h"

namespace laurel {
namespace {

// The program's side of one unit, over all customers.
struct Flows {
  int64_t in = 0;   // issued
  int64_t out = 0;  // reversed, redeemed, expired
  bool operator==(const Flows&) const = default;
};
using FlowsByUnit = std::map<std::string, Flows>;

void AddFlows(const DerivedBody& body, FlowsByUnit& flows) {
  if (const auto* e = std::get_if<UnitsEarned>(&body)) {
    flows[e->unit].in += e->amount;
  } else if (const auto* e = std::get_if<UnitsGranted>(&body)) {
    flows[e->unit].in += e->amount;
  } else if (const auto* e = std::get_if<UnitsRedeemed>(&body)) {
    flows[e->unit].out += e->amount;
  } else if (const auto* e = std::get_if<UnitsRestored>(&body)) {
    flows[e->unit].out -= e->amount;
  } else if (const auto* e = std::get_if<HoldSettled>(&body)) {
    flows[e->unit].out += e->captured;
  } else if (const auto* e = std::get_if<UnitsReversed>(&body)) {
    flows[e->unit].out += e->amount;
  } else if (const auto* e = std::get_if<UnitsDeducted>(&body)) {
    flows[e->unit].out += e->amount;
  } else if (const auto* e = std::get_if<UnitsExpired>(&body)) {
    flows[e->unit].out += e->amount;
  }
}

absl::Status CheckTotals(const MemoryWorld& world) {
  FlowsByUnit by_events, by_engine;
  for (const auto& [whose, events] : EventsOf(world)) {
    for (const DerivedEvent& event : events) AddFlows(event.body, by_events);
  }
  for (const auto& [id, stored] : world.customers()) {
    for (const Account& account : stored.customer.accounts) {
      Flows& flows = by_engine[account.unit];
      flows.in += account.issued;
      flows.out += account.reversed + account.redeemed + account.expired;
      if (flows.in - flows.out == 0 && account.lots.empty()) continue;
    }
  }
  std::erase_if(by_events, [](auto& one) { return one.second == Flows(); });
  std::erase_if(by_engine, [](auto& one) { return one.second == Flows(); });
  if (by_events == by_engine) return absl::OkStatus();
  return absl::InternalError("all customers together do not add up");
}

}  // namespace

absl::Status Conservation(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  Auditor auditor;
  const auto audit = [&](const MemoryWorld& world) -> absl::Status {
    const LogEntry& entry = world.log().back();
    for (const Decision& decision : entry.decisions) {
      RETURN_IF_ERROR(Annotate(auditor.TakeIn(entry.fact.fact, decision),
                               absl::StrCat("fact ", decision.fact_offset)));
    }
    for (const Decision& decision : entry.decisions) {
      const Customer* customer = world.Find(decision.customer_id);
      if (customer == nullptr) continue;
      const bool fired = decision.program_version > 0 &&
                         (decision.outcome == Outcome::kAccepted ||
                          decision.outcome == Outcome::kRejected);
      RETURN_IF_ERROR(
          Annotate(auditor.Compare(*customer, decision.clock, fired),
                   absl::StrCat("after fact ", decision.fact_offset)));
    }
    return absl::OkStatus();
  };
  absl::StatusOr<MemoryWorld> world = Play(story, audit);
  RETURN_IF_ERROR(world.status());
  RETURN_IF_ERROR(
      world->Tick(world->partition().clock + 500 * kDayMs).status());
  RETURN_IF_ERROR(audit(*world));
  return CheckTotals(*world);
}

}  // namespace laurel
