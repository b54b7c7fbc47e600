#include "engine/domain/deliberation.h"

#include "engine/domain/evolve.h"

namespace laurel {

Deliberation::Deliberation(const Partition& partition,
                           const PublishedProgram& published,
                           const RecordedFact& cause, Dossier& dossier,
                           Decision& out)
    : partition(partition),
      published(published),
      program(*published.program),
      cause(cause),
      fact(cause.fact),
      customer(dossier.customer),
      documents(dossier.documents),
      now(partition.clock),
      late(dossier.customer.known() &&
           cause.fact.occurred_at < dossier.customer.latest_at),
      dossier_(dossier),
      out_(out) {}

DerivedBody& Deliberation::Append(Events& events, Instant occurred_at,
                                  Theme rule) {
  DerivedEvent& event = events.emplace_back();
  event.n = customer.events + 1;
  event.occurred_at = occurred_at;
  event.rule = rule;
  return event.body;
}

void Deliberation::FoldTold() {
  Fail(Evolve(dossier_.customer, dossier_.documents, out_.events.back(),
              MomentOf(cause, now, &program)));
}

void Deliberation::FoldDue() {
  Fail(EvolveDue(dossier_.customer, dossier_.documents, out_.due.back(),
                 MomentOf(cause, now, &program)));
}

void Deliberation::Accept() {
  Evolve(dossier_.customer, dossier_.documents, fact,
         MomentOf(cause, now, &program));
}

void Deliberation::Judge(SaleTerms terms) {
  Evolve(dossier_.documents, terms, fact);
  out_.sale = std::move(terms);
}

void Deliberation::Fail(absl::Status status) {
  if (status_.ok() && !status.ok()) status_ = std::move(status);
}

}  // namespace laurel
