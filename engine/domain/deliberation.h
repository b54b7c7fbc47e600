// One decision in the making. A decider looks at the customer, who is const to
// it, and tells what follows; telling appends the event and folds it at once,
// so that the next decider sees what the last one led to. Nothing but Evolve
// changes the customer.
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/documents.h"
#include "engine/domain/fact.h"
#include "engine/domain/partition.h"
#include "engine/domain/step.h"

namespace laurel {

class Deliberation {
 public:
  // All must outlive it. `published` is the program in force.
  Deliberation(const Partition& partition, const PublishedProgram& published,
               const RecordedFact& cause, Dossier& dossier, Decision& out);

  const Partition& partition;
  const PublishedProgram& published;
  const Program& program;
  const RecordedFact& cause;
  const Fact& fact;
  const Customer& customer;
  const Documents& documents;
  const Instant now;  // the partition's clock
  const bool late;    // the fact is

  // What counts now: the fact's own instant, or the clock where it is late.
  Instant At() const { return late ? now : fact.occurred_at; }

  // What the fact led to. `Body` is one of DerivedBody.
  template <typename Body>
  void Tell(Instant occurred_at, Theme rule, Body body) {
    Append(out_.events, occurred_at, rule).emplace<Body>(std::move(body));
    FoldTold();
  }
  // What fell due before it.
  template <typename Body>
  void TellDue(Instant occurred_at, Theme rule, Body body) {
    Append(out_.due, occurred_at, rule).emplace<Body>(std::move(body));
    FoldDue();
  }
  // The same, for what a decider does in either case: benefits, renewals.
  template <typename Body>
  void TellNow(Instant occurred_at, Theme rule, Body body) {
    firing_ ? TellDue(occurred_at, rule, std::move(body))
            : Tell(occurred_at, rule, std::move(body));
  }

  // Folds the accepted fact; the deciders come after it.
  void Accept();
  // The answers of the rules at this sale.
  void Judge(SaleTerms terms);

  // Between BeginFiring and EndFiring, TellNow is TellDue.
  void BeginFiring() { firing_ = true; }
  void EndFiring() { firing_ = false; }

  // A number for a new lot.
  uint64_t NextLot() const { return customer.lots_made + 1; }

  // The first thing that did not fit, or OK.
  const absl::Status& status() const { return status_; }
  void Fail(absl::Status status);

 private:
  DerivedBody& Append(Events& events, Instant occurred_at, Theme rule);
  void FoldTold();
  void FoldDue();

  Dossier& dossier_;
  Decision& out_;
  bool firing_ = false;
  absl::Status status_;
};

}  // namespace laurel
