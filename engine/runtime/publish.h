// What others see of decisions: public events with CloudEvents headers, and
// parked copies of what could not be decided or applied.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "engine/codec/snapshot_codec.h"
#include "engine/domain/decision.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/logged_fact.h"

namespace laurel {

// Which derived events are published, by the names of their bodies. By default
// all but those that are as many as payments.
class Published {
 public:
  Format format = Format::kProtobuf;

  Published();
  explicit Published(std::set<std::string, std::less<>> names);
  bool Has(const DerivedBody& body) const;

 private:
  std::vector<bool> by_index_;
};

// Adds the decision, its public events and, where it parked or rejected the
// fact, a copy of it to `commit`.
void AddDecision(const LoggedFact& fact, const Decision& decision,
                 const Published& published, std::string_view facts_topic,
                 Commit& commit);

}  // namespace laurel
