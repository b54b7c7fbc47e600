// A decision: one record per fact and customer, the truth about what was
// decided. Field by field this is proto/laurel/v1/decision.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/words.h"

namespace laurel {

// Raised when Decide changes meaning.
inline constexpr uint32_t kEngineVersion = 9;

// The most a rule with a limit may contribute to one sale.
struct Allowance {
  uint32_t rule = 0;  // index of the earn rule in its program
  int64_t units = 0;
  bool operator==(const Allowance&) const = default;
};

// The answers of the rules at a sale: what its refunds are judged by.
struct SaleTerms {
  uint32_t program_version = 0;
  std::string rules;  // bit i of byte i/8: the i-th earn rule holds
  absl::InlinedVector<Allowance, 1> allowances;
  int64_t excluded = 0;  // minor units paid with excluded tenders

  bool Holds(size_t rule) const {
    return rule / 8 < rules.size() && (rules[rule / 8] >> (rule % 8) & 1);
  }
  void SetHolds(size_t rule) {
    if (rules.size() <= rule / 8) rules.resize(rule / 8 + 1, '\0');
    rules[rule / 8] = static_cast<char>(rules[rule / 8] | 1 << (rule % 8));
  }
  // Units that a limit leaves the rule; without a limit INT64_MAX.
  int64_t RoomOf(size_t rule) const {
    for (const Allowance& allowance : allowances) {
      if (allowance.rule == rule) return allowance.units;
    }
    return INT64_MAX;
  }
  bool operator==(const SaleTerms&) const = default;
};

// Folded in this order: `due`, then the fact if accepted, `sale`, `events`.
struct Decision {
  int64_t fact_offset = 0;
  Instant clock;
  uint32_t program_version = 0;  // 0: before the first program
  uint32_t engine_version = kEngineVersion;
  Outcome outcome = Outcome::kAccepted;
  std::string customer_id;
  Events due;
  Events events;
  std::optional<SaleTerms> sale;
  ParkReason parked = ParkReason::kNone;
  std::string parked_message;
  bool more = false;  // a tick: another customer's decision follows

  bool operator==(const Decision&) const = default;
};

}  // namespace laurel
