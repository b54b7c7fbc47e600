// An occasion to contact a customer, when it is due. The first check that
// fails decides; that the occasion is still true is NextOccasion's part, for
// what is not leaves no event at all.
#include <algorithm>

#include "engine/base/hash.h"
#include "engine/base/zone.h"
#include "engine/domain/decide.h"
#include "engine/domain/outreach.h"

namespace laurel {
namespace {

std::vector<Channel> ConsentedChannels(const Customer& customer,
                                       const Occasion& occasion) {
  std::vector<Channel> channels;
  for (Channel channel : occasion.channels) {
    for (const Consent& consent : customer.consents) {
      if (consent.channel == channel && consent.purpose == occasion.purpose &&
          consent.granted) {
        channels.push_back(channel);
      }
    }
  }
  return channels;
}

// ---- Quiet hours ------------------------------------------------------------

// The first instant that is not quiet; `at` itself, or the end of the hours.
Instant AfterQuietHours(const Outreach& rules, Instant at, const Zone& zone) {
  const int64_t from = rules.quiet_from_ms, to = rules.quiet_to_ms;
  const int64_t now = TimeOfDayMs(at, zone);
  const bool quiet =
      from <= to ? now >= from && now < to : now >= from || now < to;
  if (!quiet) return at;
  const Day day = DayOf(at, zone);
  Instant end = AtLocal(now < to ? day : day + 1, to, zone);
  // An hour that is shown twice ends the second time.
  while (end <= at) end = end + kHourMs;
  return end;
}

// ---- Caps -------------------------------------------------------------------

bool IsCounted(const Contact& contact, const Cap& cap) {
  if (contact.purpose != cap.purpose) return false;
  return cap.channels.empty() ||
         std::any_of(cap.channels.begin(), cap.channels.end(), [&](Channel c) {
           return (contact.channels & Bit(c)) != 0;
         });
}

bool IsMeant(const Cap& cap, const Occasion& occasion,
             const std::vector<Channel>& channels) {
  if (cap.purpose != occasion.purpose) return false;
  return cap.channels.empty() ||
         std::any_of(channels.begin(), channels.end(), [&](Channel channel) {
           return std::count(cap.channels.begin(), cap.channels.end(),
                             channel) > 0;
         });
}

// What counts in (at - per, at], the oldest first, once for each outreach_id.
std::vector<Instant> CountedBy(const Cap& cap, const Customer& customer,
                               Instant at, const Zone& zone) {
  const Instant after = Subtract(at, cap.per, zone);
  std::vector<Instant> counted;
  std::vector<uint64_t> seen;
  const auto& contacts = customer.outreach.contacts;
  // The newest of each: it is the one that leaves the period last.
  for (auto contact = contacts.rbegin(); contact != contacts.rend();
       ++contact) {
    if (contact->at > at || contact->at <= after || !IsCounted(*contact, cap)) {
      continue;
    }
    if (contact->outreach != 0) {
      if (std::count(seen.begin(), seen.end(), contact->outreach) > 0) continue;
      seen.push_back(contact->outreach);
    }
    counted.push_back(contact->at);
  }
  std::reverse(counted.begin(), counted.end());
  return counted;
}

// When a period that ends then no longer holds `contact`.
Instant LeavesAt(Instant contact, const Period& per, Instant now,
                 const Zone& zone) {
  Instant at = Add(contact, per, zone);
  // Months may come out shorter backwards than forwards.
  while (at <= now || Subtract(at, per, zone) < contact) at = at + kDayMs;
  return at;
}

// The first cap that is full, and when it has room again.
struct FullCap {
  const Cap* cap = nullptr;
  Instant room_at = kNever;
};
FullCap FindFullCap(const Deliberation& d, const Occasion& occasion,
                    const std::vector<Channel>& channels, Instant at) {
  for (const Cap& cap : d.program.outreach.caps) {
    if (!IsMeant(cap, occasion, channels)) continue;
    const auto counted = CountedBy(cap, d.customer, at, d.program.zone);
    const auto count = static_cast<int64_t>(counted.size());
    if (count < cap.count) continue;
    const Instant last = counted[static_cast<size_t>(count - cap.count)];
    return {&cap, LeavesAt(last, cap.per, at, d.program.zone)};
  }
  return {};
}

// ---- Holdout ----------------------------------------------------------------

// A fixed share of customers for each occasion, as a hash of both names.
bool IsHeldOut(const Customer& customer, const Occasion& occasion,
               int64_t share) {
  const uint64_t hash =
      Fmix64(Fnv1a64(occasion.name, Fnv1a64("|", Fnv1a64(customer.id))));
  return static_cast<unsigned __int128>(hash) * kDecimalScale <
         static_cast<unsigned __int128>(share) << 64;
}

// ---- Telling ----------------------------------------------------------------

void Suppress(Deliberation& d, const OccasionDue& due, std::string id,
              SuppressedReason reason) {
  d.TellNow(due.at, Theme::kOutreach,
            OutreachSuppressed{std::move(id), due.occasion->name, reason});
}

// What would come when its time is over does not come at all, for that reason.
void Defer(Deliberation& d, const OccasionDue& due, std::string id,
           Instant until, SuppressedReason reason) {
  if (until >= due.valid_until) {
    return Suppress(d, due, std::move(id), reason);
  }
  d.TellNow(due.at, Theme::kOutreach,
            OutreachDeferred{std::move(id), due.occasion->name, until});
}

// The offer is granted directly after it.
void HandOut(Deliberation& d, const OccasionDue& due, std::string id,
             std::vector<Channel> channels) {
  const Occasion& occasion = *due.occasion;
  const std::optional<Grant> offer = occasion.offer;
  OutreachDue told;
  told.outreach_id = std::move(id);
  told.occasion = occasion.name;
  told.purpose = occasion.purpose;
  told.channels = std::move(channels);
  told.valid_until = due.valid_until;
  if (offer) {
    told.offer = {d.program.units[offer->unit].name, offer->amount,
                  d.NextLot()};
  }
  const Instant at = due.at;
  d.TellNow(at, Theme::kOutreach, std::move(told));
  if (offer) {
    GrantUnits(d, at, *offer, GrantReason::kOffer, Theme::kOutreach);
  }
}

}  // namespace

void FireOutreach(Deliberation& d, const OccasionDue& due) {
  const Occasion& occasion = *due.occasion;
  const Outreach& rules = d.program.outreach;
  std::string id = OutreachId(due, d.program);
  std::vector<Channel> channels = ConsentedChannels(d.customer, occasion);
  if (channels.empty()) {
    return Suppress(d, due, std::move(id), SuppressedReason::kNoConsent);
  }
  const bool marketing = occasion.purpose == Purpose::kMarketing;
  if (marketing && !d.customer.complaints.empty()) {
    return Suppress(d, due, std::move(id), SuppressedReason::kOpenComplaint);
  }
  const Instant allowed =
      AfterQuietHours(rules, due.at, ZoneOf(due, d.program));
  if (allowed > due.at) {
    return Defer(d, due, std::move(id), allowed, SuppressedReason::kQuietHours);
  }
  if (marketing) {
    const FullCap full = FindFullCap(d, occasion, channels, due.at);
    if (full.cap != nullptr && full.cap->defer) {
      return Defer(d, due, std::move(id), full.room_at,
                   SuppressedReason::kFrequencyCap);
    }
    if (full.cap != nullptr) {
      return Suppress(d, due, std::move(id), SuppressedReason::kFrequencyCap);
    }
    if (IsHeldOut(d.customer, occasion, rules.holdout)) {
      return Suppress(d, due, std::move(id), SuppressedReason::kHoldout);
    }
  }
  HandOut(d, due, std::move(id), std::move(channels));
}

}  // namespace laurel
