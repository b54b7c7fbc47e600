// Holds the logs of the broker against what laurel promises, without any of
// laurel's rules: it reads facts and decisions, and follows them.
//
//   each fact is decided once, in the order of the log; a tick and a
//     publication by one decision a customer, each customer once
//   the clock is the greatest recorded_at of the facts that can be decided
//   a fact or request accepted before is a duplicate, and no other is
//   what cannot be decided is parked, what is refused is copied, each once and
//     in the transaction of its decision
//   each public event of a decision is there once, in that transaction, and no
//     id twice
//   a fact that laurel forwards is there once
//   accounts and lots are what the events say (tests/laws/auditor.h)
//   under the till program, balances are what the facts say (till_books.h)
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/runtime/logged_fact.h"
#include "engine/runtime/publish.h"
#include "tests/laws/auditor.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/till_books.h"

namespace laurel {

struct AuditCounts {
  int64_t facts = 0, decisions = 0, events = 0, parked = 0;
  int64_t ticks = 0, fired = 0;

  AuditCounts& operator+=(const AuditCounts& more) {
    facts += more.facts;
    decisions += more.decisions;
    events += more.events;
    parked += more.parked;
    ticks += more.ticks;
    fired += more.fired;
    return *this;
  }
};

class LogAuditor {
 public:
  // `till`: the workload is the till's. The broker must outlive it.
  LogAuditor(const Broker& broker, int32_t partition,
             const Published& published, bool till);

  // Internal: a promise is broken, and at which offset.
  absl::Status AuditLog();

  // After AuditLog. A customer of the view as of the end of the log. Everything
  // due has been fired if the last fact was a tick.
  absl::Status AuditCustomer(const Customer& customer);
  // Every customer whom the books know was seen by AuditCustomer.
  absl::Status AuditMissing() const;

  const AuditCounts& counts() const { return counts_; }

 private:
  struct Place {
    const BrokerEntry* entry;
    int64_t offset;
  };

  std::vector<Place> Readable(Stream stream) const;
  absl::Status AuditFact(const Place& fact);
  absl::Status AuditDecision(const LoggedFact& fact, const Place& place,
                             const Decision& decision);
  absl::Status AuditOutcome(const LoggedFact& fact, const Decision& decision);
  absl::Status AuditEvents(const LoggedFact& fact, const Place& place,
                           const Decision& decision);
  absl::Status AuditParked(const LoggedFact& fact, const Place& place,
                           const Decision& decision);
  absl::Status AuditEnds() const;

  const Broker& broker_;
  const int32_t partition_;
  const Published& published_;
  const bool till_;
  std::vector<Place> decisions_, events_, parked_;
  size_t next_decision_ = 0, next_event_ = 0, next_parked_ = 0;
  Instant clock_ = kEarliest;
  bool program_ = false;  // one is in force
  bool fired_ = false;    // the last fact fired everything due
  using Identity = std::tuple<std::string, std::string, std::string>;
  static Identity RequestOf(const Fact& fact);

  std::set<Identity> accepted_;  // customer, source and id
  std::set<Identity> asked_;     // customer, kind and id of the request
  std::set<std::string, std::less<>> event_ids_, forwarded_;
  Auditor ledger_;
  TillBooks books_;
  std::map<std::string, TillBooks::Sums> sums_;
  std::set<std::string, std::less<>> audited_;  // customers
  AuditCounts counts_;
};

}  // namespace laurel
