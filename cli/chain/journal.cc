#include "cli/chain/journal.h"

#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"

namespace laurel {
namespace {

constexpr uint64_t kTwice = 400;         // one fact in so many is sent again
constexpr uint64_t kOffline = 120;       // one salon's day in so many
constexpr int64_t kMorningMs = kHourMs;  // 09:00 in Shanghai

int64_t DayNumber(Instant at) { return at.ms / kDayMs; }

}  // namespace

bool Journal::IsOffline(Instant now, int salon) const {
  if (salon < 0) return false;
  const auto day = static_cast<uint64_t>(DayNumber(now));
  return Fmix64(day * 8 + static_cast<uint64_t>(salon)) % kOffline == 0;
}

void Journal::Hold(Instant at, std::string_view key) {
  held_.push({at, held_count_++, std::string(key), bytes_});
}

absl::Status Journal::Write(Fact fact, Instant now, int salon) {
  const std::string_view key = KeyOf(fact);
  fact.recorded_at = now;
  const bool offline = IsOffline(now, salon);
  if (offline) {
    fact.recorded_at = Instant{(DayNumber(now) + 1) * kDayMs + kMorningMs};
  }
  EncodeFact(fact, &bytes_);
  if (offline) {
    Hold(fact.recorded_at, key);
    return absl::OkStatus();
  }
  if (chance_.OneIn(kTwice)) {
    Hold(now + chance_.Between(1, 3 * kDayMs), key);
  }
  return take_({key, bytes_, now});
}

absl::Status Journal::CatchUp(Instant now) {
  while (!held_.empty() && held_.top().at <= now) {
    const Held& first = held_.top();
    RETURN_IF_ERROR(take_({first.key, first.bytes, first.at}));
    held_.pop();
  }
  return absl::OkStatus();
}

}  // namespace laurel
