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

void Deliberation::Tell(Instant occurred_at, Theme rule, DerivedBody body) {
  out_.events.push_back(
      {customer.events + 1, occurred_at, rule, std::move(body)});
  Fail(Evolve(dossier_.customer, dossier_.documents, out_.events.back(),
              MomentOf(cause, now, &program)));
}

void Deliberation::TellDue(Instant occurred_at, Theme rule, DerivedBody body) {
  out_.due.push_back({customer.events + 1, occurred_at, rule, std::move(body)});
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
