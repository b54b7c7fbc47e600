#include "absl/strings/str_cat.h"
#include "engine/base/civil.h"
#include "engine/base/hash.h"
#include "engine/base/zone.h"
#include "engine/domain/outreach.h"

namespace laurel {

namespace {

inline constexpr size_t kLongestRef = 32;

// A local time, only as far as it says something.
class LocalText {
 public:
  LocalText(Instant at, const Zone& zone) {
    const Date date = DateOf(DayOf(at, zone));
    const int64_t ms = TimeOfDayMs(at, zone);
    Put(date.year, 4);
    Put('-', date.month, 2);
    Put('-', date.day, 2);
    if (ms == 0) return;
    Put('T', ms / kHourMs, 2);
    Put(':', ms % kHourMs / kMinuteMs, 2);
    if (ms % kMinuteMs == 0) return;
    Put(':', ms % kMinuteMs / kSecondMs, 2);
    if (ms % kSecondMs != 0) Put('.', ms % kSecondMs, 3);
  }

  std::string_view view() const { return {text_, size_}; }

 private:
  void Put(char before, int64_t n, size_t digits) {
    text_[size_++] = before;
    Put(n, digits);
  }

  void Put(int64_t n, size_t digits) {
    for (size_t i = digits; i > 0; n /= 10) {
      text_[size_ + --i] = static_cast<char>('0' + n % 10);
    }
    size_ += digits;
  }

  char text_[sizeof "2025-06-01T12:30:00.000"];
  size_t size_ = 0;
};

// Calls put(piece) for the parts of an outreach_id in turn.
template <typename Put>
void Spell(const OccasionDue& due, const Program& program, Put put) {
  put(due.occasion->name);
  put("/");
  put(LocalText(due.due, ZoneOf(due, program)).view());
  if (due.ref.empty()) return;
  put("/");
  if (due.ref.size() <= kLongestRef) return put(due.ref);
  put(absl::StrCat(absl::Hex(Fnv1a64(due.ref), absl::kZeroPad16)));
}

}  // namespace

std::string OutreachId(const OccasionDue& due, const Program& program) {
  std::string id;
  Spell(due, program, [&](std::string_view piece) { id.append(piece); });
  return id;
}

uint64_t HashOf(const OccasionDue& due, const Program& program) {
  uint64_t hash = Fnv1a64({});
  Spell(due, program,
        [&](std::string_view piece) { hash = Fnv1a64(piece, hash); });
  return hash;
}

uint64_t HashOfOutreach(std::string_view outreach_id) {
  return outreach_id.empty() ? 0 : Fnv1a64(outreach_id);
}

const Zone& ZoneOf(const OccasionDue& due, const Program& program) {
  return program.ZoneOf(due.store);
}

}  // namespace laurel
