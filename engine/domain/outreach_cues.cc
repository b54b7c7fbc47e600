#include <algorithm>
#include <utility>

#include "engine/base/grow.h"
#include "engine/base/zone.h"
#include "engine/domain/outreach.h"

namespace laurel {
namespace {

inline constexpr size_t kMostCues = 64;
inline constexpr size_t kMostContacts = 64;
inline constexpr size_t kMostDeferred = 64;
// What comes at once comes when it is learned of, if that is within a day.
inline constexpr int64_t kAtOnceMs = kDayMs;

}  // namespace

Instant DueOf(const Cue& cue, const Occasion& occasion, const Zone& zone) {
  if (occasion.after && !occasion.after->empty()) {
    return Add(cue.at, *occasion.after, zone);
  }
  return cue.known_at.ms - cue.at.ms <= kAtOnceMs ? cue.known_at : kEarliest;
}

// ---- What can no longer matter ----------------------------------------------

namespace {

// A deferred occasion looks at its cue again.
bool IsDeferred(const Occasion& occasion, Instant due,
                const std::vector<Deferred>& all) {
  return std::any_of(all.begin(), all.end(), [&](const Deferred& deferred) {
    return deferred.due == due && deferred.occasion == occasion.name;
  });
}

// Whether some occasion that follows from the cue is still to come.
bool Matters(const Cue& cue, const Customer& customer, const Program& program,
             Instant clock) {
  const Zone& zone = program.ZoneOf(
      cue.store.empty() ? customer.profile.home_store : cue.store);
  for (const Occasion& occasion : program.outreach.occasions) {
    if (CueOf(occasion.kind) != cue.kind) continue;
    const Instant due = DueOf(cue, occasion, zone);
    if (due >= clock || IsDeferred(occasion, due, customer.outreach.deferred)) {
      return true;
    }
  }
  return false;
}

void DropPast(std::vector<Deferred>& all, Instant clock) {
  std::erase_if(
      all, [&](const Deferred& deferred) { return deferred.until < clock; });
}

void TrimContacts(std::vector<Contact>& contacts, const Program& program,
                  Instant clock) {
  Instant first = clock;
  for (const Cap& cap : program.outreach.caps) {
    first = std::min(first, Subtract(clock, cap.per, program.zone));
  }
  std::erase_if(contacts,
                [&](const Contact& contact) { return contact.at <= first; });
  if (contacts.size() > kMostContacts) {
    contacts.erase(contacts.begin(), contacts.end() - kMostContacts);
  }
}

}  // namespace

void TrimCues(Customer& customer, const Program& program, Instant clock) {
  Outreached& outreach = customer.outreach;
  if (outreach.cues.empty()) return;
  std::erase_if(outreach.cues, [&](const Cue& cue) {
    return !Matters(cue, customer, program, clock);
  });
  if (outreach.cues.empty()) outreach.cues.shrink_to_fit();
}

void TrimOutreach(Customer& customer, const Program& program, Instant clock) {
  Outreached& outreach = customer.outreach;
  DropPast(outreach.deferred, clock);
  TrimContacts(outreach.contacts, program, clock);
  if (outreach.cues.size() > kMostCues) {
    outreach.cues.erase(outreach.cues.begin(), outreach.cues.end() - kMostCues);
  }
}

// ---- What may matter yet ----------------------------------------------------

// Who does not come for years is not trimmed by facts: then as of what fell
// due, which is the same whenever it fires.

void RememberCue(Customer& customer, const Program* program, Cue cue) {
  if (program == nullptr || (program->outreach.cues & Bit(cue.kind)) == 0) {
    return;
  }
  auto& cues = customer.outreach.cues;
  if (cues.size() >= kMostCues) TrimCues(customer, *program, cue.known_at);
  MakeRoom(cues);
  cues.push_back(std::move(cue));
}

void RememberDeferred(Customer& customer, Deferred deferred) {
  auto& all = customer.outreach.deferred;
  if (all.size() >= kMostDeferred) DropPast(all, customer.judged_at);
  if (all.size() >= kMostDeferred) all.erase(all.begin());
  all.push_back(std::move(deferred));
}

void RememberContact(Customer& customer, const Program* program,
                     const Contact& contact) {
  if (program == nullptr || program->outreach.caps.empty()) return;
  auto& contacts = customer.outreach.contacts;
  if (contacts.size() >= kMostContacts) {
    TrimContacts(contacts, *program, contact.at);
  }
  contacts.insert(std::upper_bound(
                      contacts.begin(), contacts.end(), contact,
                      [](const auto& a, const auto& b) { return a.at < b.at; }),
                  contact);
}

}  // namespace laurel
