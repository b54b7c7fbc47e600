// Evolve: given that this happened, who is the customer now? Holds no rule and
// has no opinion, so the past stays true when rules change.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/documents.h"
#include "engine/domain/fact.h"
#include "engine/domain/program.h"

namespace laurel {

// What the fold knows of the moment beside the customer.
struct Moment {
  Instant clock;       // the partition's
  int64_t offset = 0;  // of the cause
  // Tells the zone and which units are status; never an answer. Null before
  // the first program.
  const Program* program = nullptr;
  std::string_view payment_id;  // of the cause, where it is a payment

  const Zone& zone() const;
};

Moment MomentOf(const RecordedFact& cause, Instant clock,
                const Program* program);

// An accepted fact. `fact` is resolved and has been admitted.
void Evolve(Customer& customer, Documents& documents, const Fact& fact,
            const Moment& moment);

// A derived event. An error if it does not fit the customer: then the log is
// not what this engine wrote, or there is a bug.
absl::Status Evolve(Customer& customer, Documents& documents,
                    const DerivedEvent& event, const Moment& moment);

// A derived event that fell due: facts before it are late from now on.
absl::Status EvolveDue(Customer& customer, Documents& documents,
                       const DerivedEvent& event, Moment moment);

// What a sale is judged by; `fact` is the payment.
void Evolve(Documents& documents, const SaleTerms& terms, const Fact& fact);

}  // namespace laurel
