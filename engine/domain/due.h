// What is due next is a function of the customer and the program, not state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/outreach.h"
#include "engine/domain/partition.h"

namespace laurel {

// In the order of what fires first at one instant.
enum class DueKind : uint8_t {
  kActivation,
  kHold,
  kExpiry,
  kExpiryWarning,
  kAssignmentEnd,
  kTierReview,  // end of validity or grace
  kTierAtRisk,
  kRecurring,
  kStage,
  kComplaint,
  kOutreach,
};

struct Due {
  Instant at;
  DueKind kind = DueKind::kActivation;
  std::string id;  // hold, unit, occasion, ...; lots by number
  uint64_t number = 0;
  auto operator<=>(const Due&) const = default;
};

// The first thing that falls due for the customer, or none. An erased customer
// has none.
std::optional<Due> NextDue(const Customer& customer,
                           const PublishedProgram& program);

// The same while what it finds fires, one after another. Days of visits are
// worked out once: no derived event changes them.
class DueSearch {
 public:
  // Both must outlive it; no fact may be folded meanwhile.
  DueSearch(const Customer& customer, const PublishedProgram& published)
      : customer_(customer), published_(published) {}

  // The first by `bound`; the nearer that is, the less is worked out.
  std::optional<Due> Next(Instant bound);

  // Of which occasion it is, if the last one found is outreach; until then.
  const std::optional<OccasionDue>& occasion() const { return occasion_; }

 private:
  Instant Fall(size_t fall);

  const Customer& customer_;
  const PublishedProgram& published_;
  PerFall<std::optional<Instant>> falls_;
  std::optional<OccasionDue> occasion_;
};

}  // namespace laurel
