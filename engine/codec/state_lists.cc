#include "engine/codec/state_lists.h"

#include "engine/base/grow.h"
#include "engine/codec/read.h"

namespace laurel {
namespace {

using protozero::decode_zigzag64;
using protozero::encode_zigzag64;

// The difference a - b and the sum a + b, around the ends where they do not
// fit: what one takes apart the other puts together again.
int64_t Difference(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) -
                              static_cast<uint64_t>(b));
}
int64_t Sum(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) +
                              static_cast<uint64_t>(b));
}

void PutSigned(int64_t value, WireWriter& out) {
  out.Element(encode_zigzag64(value));
}

// Takes numbers off the front; `bad` once there are none left.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes)
      : next_(bytes.data()), end_(next_ + bytes.size()) {}

  bool done() const { return next_ == end_; }
  bool bad() const { return bad_; }

  uint64_t Take() {
    uint64_t value = 0;
    for (int shift = 0; next_ != end_ && shift < 70; shift += 7) {
      const uint64_t byte = static_cast<unsigned char>(*next_++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    bad_ = true;
    next_ = end_;
    return 0;
  }
  int64_t TakeSigned() { return decode_zigzag64(Take()); }

 private:
  const char* next_;
  const char* end_;
  bool bad_ = false;
};

bool Corrupt(Fault* fault) {
  return fault->Is(ParkReason::kUnreadable, "is cut off or malformed");
}

// ---- Instants, each from the one before -------------------------------------

constexpr int64_t kFits = int64_t{1} << 60;

// Whole minutes, seconds, milliseconds, or the instant itself.
constexpr int64_t kUnits[] = {kMinuteMs, kSecondMs, 1};
constexpr uint64_t kItself = 3;

void PutInstant(Instant at, Instant before, WireWriter& out) {
  const int64_t ms = Difference(at.ms, before.ms);
  if (ms <= -kFits || ms >= kFits) {
    out.Element(kItself);
    return PutSigned(at.ms, out);
  }
  uint64_t unit = 0;
  while (ms % kUnits[unit] != 0) ++unit;
  out.Element(encode_zigzag64(ms / kUnits[unit]) << 2 | unit);
}

Instant TakeInstant(Instant before, Numbers& in) {
  const uint64_t number = in.Take();
  if ((number & 3) == kItself) return {in.TakeSigned()};
  const auto unit = static_cast<uint64_t>(kUnits[number & 3]);
  const auto value = static_cast<uint64_t>(decode_zigzag64(number >> 2));
  return {Sum(before.ms, static_cast<int64_t>(value * unit))};
}

// ---- Lots -------------------------------------------------------------------

constexpr uint64_t kPending = 1, kEarned = 2, kWhole = 4, kHeld = 8,
                   kExpired = 16, kSameExpiry = 32, kNoExpiry = 64;

uint64_t FlagsOf(const Lot& lot, const Lot& before) {
  uint64_t flags = 0;
  if (lot.pending) flags |= kPending;
  if (lot.earned) flags |= kEarned;
  if (lot.remaining == lot.amount) flags |= kWhole;
  if (lot.held != 0) flags |= kHeld;
  if (lot.expired != 0) flags |= kExpired;
  if (lot.expires_at == kNever) return flags | kNoExpiry;
  if (lot.expires_at == before.expires_at) flags |= kSameExpiry;
  return flags;
}

Lot BeforeTheFirst() {
  Lot lot;
  lot.expires_at = Instant{};
  return lot;
}

void PutLot(const Lot& lot, const Lot& before, WireWriter& out) {
  const uint64_t flags = FlagsOf(lot, before);
  out.Element(flags);
  PutSigned(
      Difference(static_cast<int64_t>(lot.id), static_cast<int64_t>(before.id)),
      out);
  PutSigned(lot.amount, out);
  if (!(flags & kWhole)) PutSigned(lot.remaining, out);
  if (flags & kHeld) PutSigned(lot.held, out);
  if (flags & kExpired) PutSigned(lot.expired, out);
  PutInstant(lot.activates_at, before.activates_at, out);
  if (!(flags & (kSameExpiry | kNoExpiry))) {
    PutInstant(lot.expires_at, before.expires_at, out);
  }
}

void TakeLot(const Lot& before, Lot& lot, Numbers& in) {
  const uint64_t flags = in.Take();
  lot.pending = flags & kPending;
  lot.earned = flags & kEarned;
  lot.id = static_cast<uint64_t>(
      Sum(static_cast<int64_t>(before.id), in.TakeSigned()));
  lot.amount = in.TakeSigned();
  lot.remaining = flags & kWhole ? lot.amount : in.TakeSigned();
  lot.held = flags & kHeld ? in.TakeSigned() : 0;
  lot.expired = flags & kExpired ? in.TakeSigned() : 0;
  lot.activates_at = TakeInstant(before.activates_at, in);
  lot.expires_at = flags & kNoExpiry     ? kNever
                   : flags & kSameExpiry ? before.expires_at
                                         : TakeInstant(before.expires_at, in);
}

// ---- Days -------------------------------------------------------------------

void PutDay(Day day, Day before, WireWriter& out) {
  PutSigned(int64_t{day.n} - before.n, out);
}

Day TakeDay(Day before, Numbers& in) {
  return {static_cast<int32_t>(Sum(before.n, in.TakeSigned()))};
}

}  // namespace

// After a lot that never expires, the next counts its expiry from kNever; such
// lots stand last, so there is hardly one.
void PackedForm<std::vector<Lot>>::Write(const std::vector<Lot>& lots,
                                         WireWriter& out) {
  static const Lot first = BeforeTheFirst();
  const Lot* before = &first;
  for (const Lot& lot : lots) {
    PutLot(lot, *before, out);
    before = &lot;
  }
}

bool PackedForm<std::vector<Lot>>::Read(std::string_view bytes,
                                        std::vector<Lot>& lots, Fault* fault) {
  static const Lot first = BeforeTheFirst();
  Numbers in(bytes);
  while (!in.done()) {
    MakeRoom(lots);
    lots.emplace_back();
    const size_t last = lots.size() - 1;
    TakeLot(last == 0 ? first : lots[last - 1], lots[last], in);
  }
  return !in.bad() || Corrupt(fault);
}

void PackedForm<std::vector<Day>>::Write(const std::vector<Day>& days,
                                         WireWriter& out) {
  Day before;
  for (const Day day : days) {
    PutDay(day, before, out);
    before = day;
  }
}

bool PackedForm<std::vector<Day>>::Read(std::string_view bytes,
                                        std::vector<Day>& days, Fault* fault) {
  Numbers in(bytes);
  Day before;
  while (!in.done()) {
    MakeRoom(days);
    days.push_back(before = TakeDay(before, in));
  }
  return !in.bad() || Corrupt(fault);
}

void PackedForm<std::vector<DayAmount>>::Write(
    const std::vector<DayAmount>& list, WireWriter& out) {
  Day before;
  for (const DayAmount& one : list) {
    PutDay(one.day, before, out);
    PutSigned(one.amount, out);
    before = one.day;
  }
}

bool PackedForm<std::vector<DayAmount>>::Read(std::string_view bytes,
                                              std::vector<DayAmount>& list,
                                              Fault* fault) {
  Numbers in(bytes);
  Day before;
  while (!in.done()) {
    before = TakeDay(before, in);
    MakeRoom(list);
    list.push_back({before, in.TakeSigned()});
  }
  return !in.bad() || Corrupt(fault);
}

void PackedForm<std::vector<StoreVisit>>::Write(
    const std::vector<StoreVisit>& visits, WireWriter& out) {
  std::vector<uint64_t> stores;
  Day before;
  for (const StoreVisit& visit : visits) {
    PutDay(visit.day, before, out);
    before = visit.day;
    const auto found = std::find(stores.begin(), stores.end(), visit.store);
    if (found != stores.end()) {
      out.Element(found - stores.begin() + 1);
    } else {
      out.Element(0);
      out.Element(visit.store);
      stores.push_back(visit.store);
    }
  }
}

bool PackedForm<std::vector<StoreVisit>>::Read(std::string_view bytes,
                                               std::vector<StoreVisit>& visits,
                                               Fault* fault) {
  Numbers in(bytes);
  std::vector<uint64_t> stores;
  Day before;
  while (!in.done()) {
    before = TakeDay(before, in);
    const uint64_t which = in.Take();
    if (which > stores.size()) return Corrupt(fault);
    if (which == 0) stores.push_back(in.Take());
    visits.push_back({before, which == 0 ? stores.back() : stores[which - 1]});
  }
  return !in.bad() || Corrupt(fault);
}

void PackedForm<std::vector<uint16_t>>::Write(const std::vector<uint16_t>& list,
                                              WireWriter& out) {
  for (const uint16_t value : list) {
    out.Raw(static_cast<char>(value & 0xff));
    out.Raw(static_cast<char>(value >> 8));
  }
}

bool PackedForm<std::vector<uint16_t>>::Read(std::string_view bytes,
                                             std::vector<uint16_t>& list,
                                             Fault* fault) {
  if (bytes.size() % 2 != 0) return Corrupt(fault);
  list.reserve(list.size() + bytes.size() / 2);
  for (size_t i = 0; i < bytes.size(); i += 2) {
    const auto byte = [&](size_t at) {
      return static_cast<unsigned>(static_cast<unsigned char>(bytes[at]));
    };
    list.push_back(static_cast<uint16_t>(byte(i) | byte(i + 1) << 8));
  }
  return true;
}

}  // namespace laurel
