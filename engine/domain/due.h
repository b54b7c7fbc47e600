// What is due next is a function of the customer and the program, not state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/time.h"
#include "engine/domain/customer.h"
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

// The first thing that falls due for the customer by `bound`, or none. An
// erased customer has none. The nearer the bound, the less is worked out.
std::optional<Due> NextDue(const Customer& customer,
                           const PublishedProgram& program,
                           Instant bound = kNever);

}  // namespace laurel
