#include "tests/laws/auditor.h"

#include <algorithm>
#include <tuple>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/domain/trim.h"

namespace laurel {
namespace {

// Of the programs that laws are tried with.
constexpr std::string_view kStatusUnit = "growth";

template <typename... Words>
absl::Status Wrong(const Words&... words) {
  return absl::InternalError(absl::StrCat(words...));
}

absl::Status Same(const std::string& what, int64_t audited, int64_t engine) {
  if (audited == engine) return absl::OkStatus();
  return Wrong(what, " is ", audited, " by the events, ", engine,
               " by the engine");
}

int64_t SumOf(const LotAmounts& lots) {
  int64_t sum = 0;
  for (const LotAmount& lot : lots) sum += lot.amount;
  return sum;
}

std::string Words(const LotAmounts& lots) {
  std::string text;
  for (const LotAmount& lot : lots) {
    absl::StrAppend(&text, " ", lot.lot_id, ":", lot.amount);
  }
  return text;
}

}  // namespace

int64_t Auditor::Book::Available() const {
  int64_t sum = 0;
  for (const auto& [id, lot] : lots) sum += lot.pending ? 0 : lot.remaining;
  return sum;
}

int64_t Auditor::Book::Pending() const {
  int64_t sum = 0;
  for (const auto& [id, lot] : lots) sum += lot.pending ? lot.remaining : 0;
  return sum;
}

int64_t Auditor::Book::Held() const {
  int64_t sum = 0;
  for (const auto& [id, lot] : lots) sum += lot.held;
  return sum;
}

Auditor::Book& Auditor::Person::BookOf(const std::string& unit,
                                       uint64_t lot_id) {
  for (const SubBalance sub : {SubBalance::kPrincipal, SubBalance::kBonus}) {
    const auto book = books.find({unit, sub});
    if (book != books.end() && book->second.lots.contains(lot_id)) {
      return book->second;
    }
  }
  return books[{unit, SubBalance::kNone}];
}

int64_t Auditor::Person::Available(const std::string& unit) const {
  int64_t sum = 0;
  for (const auto& [key, book] : books) {
    if (key.first == unit) sum += book.Available();
  }
  return sum;
}

// Each part of a unit in its own order. How an amount is split over the parts
// is for scenarios to tell: it depends on the program.
absl::Status Auditor::CheckOrder(Person& person, const std::string& unit,
                                 const LotAmounts& lots, int64_t amount,
                                 Instant clock) {
  RETURN_IF_ERROR(Same("the sum of lots", SumOf(lots), amount));
  std::map<const Book*, LotAmounts> by_part;
  for (const LotAmount& part : lots) {
    by_part[&person.BookOf(unit, part.lot_id)].push_back(part);
  }
  for (const auto& [book, taken] : by_part) {
    RETURN_IF_ERROR(CheckOrderOf(*book, taken, clock));
  }
  return absl::OkStatus();
}

// Earliest expiry first, then earliest activation, then the lot's number.
absl::Status Auditor::CheckOrderOf(Book book, const LotAmounts& lots,
                                   Instant clock) {
  const int64_t amount = SumOf(lots);
  for (const LotAmount& part : lots) {
    const auto lot = book.lots.find(part.lot_id);
    if (lot == book.lots.end() || book.lots.size() <= kLotsApart) continue;
    Merge(book, *lot, part.amount);
  }
  std::vector<std::tuple<Instant, Instant, uint64_t, int64_t>> queue;
  for (const auto& [id, lot] : book.lots) {
    if (lot.pending || lot.remaining == 0) continue;
    if (lot.activates_at > clock || lot.expires_at <= clock) continue;
    queue.emplace_back(lot.expires_at, lot.activates_at, id, lot.remaining);
  }
  std::sort(queue.begin(), queue.end());
  LotAmounts expected;
  int64_t left = amount;
  for (const auto& [expires, activates, id, remaining] : queue) {
    if (left == 0) break;
    const int64_t taken = std::min(left, remaining);
    expected.push_back({id, taken});
    left -= taken;
  }
  if (left > 0) {
    return Wrong("overdraft: ", amount, " taken, ", amount - left,
                 " were available");
  }
  if (expected == lots) return absl::OkStatus();
  return Wrong("lots", Words(lots), " were taken; in spending order it is",
               Words(expected));
}

// Of many lots that never expire the oldest flow together: what is taken from
// the oldest may have come from those that are younger, the next first.
void Auditor::Merge(Book& book, std::pair<const uint64_t, AuditedLot>& oldest,
                    int64_t amount) {
  if (oldest.second.expires_at != kNever) return;
  std::map<std::pair<Instant, uint64_t>, AuditedLot*> younger;
  for (auto& [id, lot] : book.lots) {
    if (lot.expires_at != kNever || lot.pending) continue;
    younger[{lot.activates_at, id}] = &lot;
  }
  younger.erase(
      younger.begin(),
      younger.upper_bound({oldest.second.activates_at, oldest.first}));
  for (auto& [age, lot] : younger) {
    const int64_t lacking = amount - oldest.second.remaining;
    if (lacking <= 0) return;
    const int64_t moved = std::min(lacking, lot->remaining);
    lot->amount -= moved;
    lot->remaining -= moved;
    oldest.second.amount += moved;
    oldest.second.remaining += moved;
  }
}

// Moves units out of lots; `to` and `sink` may be null.
absl::Status Auditor::Take(Person& person, const std::string& unit,
                           const LotAmounts& lots, int64_t amount,
                           int64_t AuditedLot::*to, int64_t Book::*sink) {
  if (SumOf(lots) != amount) {
    return Wrong("amount ", amount, " is not the sum of its lots", Words(lots));
  }
  for (const LotAmount& part : lots) {
    Book& book = person.BookOf(unit, part.lot_id);
    const auto lot = book.lots.find(part.lot_id);
    if (lot == book.lots.end()) return Wrong("there is no lot ", part.lot_id);
    if (book.lots.size() >= kStatusLotsApart) Merge(book, *lot, part.amount);
    if (part.amount <= 0 || part.amount > lot->second.remaining) {
      return Wrong(part.amount, " taken from lot ", part.lot_id, ", which has ",
                   lot->second.remaining);
    }
    lot->second.remaining -= part.amount;
    if (to != nullptr) lot->second.*to += part.amount;
    if (sink != nullptr) book.*sink += part.amount;
  }
  return absl::OkStatus();
}

absl::Status Auditor::Make(Person& person, const std::string& unit,
                           SubBalance sub, uint64_t lot_id, AuditedLot lot) {
  if (lot_id != ++person.lots) {
    return Wrong("lot ", lot_id, " follows lot ", person.lots - 1);
  }
  if (lot.amount <= 0) return Wrong("a lot of ", lot.amount);
  Book& book = person.books[{unit, sub}];
  book.issued += lot.amount;
  lot.remaining = lot.amount;
  book.lots.emplace(lot_id, lot);
  return absl::OkStatus();
}

// The capture takes from the held lots in the order they were picked; the
// rest is free again.
absl::Status Auditor::Settle(Person& person, const HoldSettled& event,
                             Instant at) {
  const auto found = person.holds.find(event.hold_id);
  if (found == person.holds.end()) {
    return Wrong("hold ", event.hold_id, " is settled and was not open");
  }
  const AuditedHold hold = found->second;
  person.holds.erase(found);
  RETURN_IF_ERROR(Same("what was held", SumOf(hold.lots),
                       event.captured + event.released + event.expired));
  if (event.captured < 0 || event.released < 0 || event.expired < 0) {
    return Wrong("a hold is settled below zero");
  }
  RETURN_IF_ERROR(Same("what the lots say", SumOf(event.lots), event.captured));
  for (const LotAmount& part : hold.lots) {
    Book& book = person.BookOf(hold.unit, part.lot_id);
    AuditedLot& lot = book.lots[part.lot_id];
    int64_t taken = 0;
    for (const LotAmount& paid : event.lots) {
      if (paid.lot_id == part.lot_id) taken += paid.amount;
    }
    if (taken > part.amount) {
      return Wrong("lot ", part.lot_id, " pays more than was held of it");
    }
    lot.held -= part.amount;
    lot.remaining += part.amount - taken;
    book.redeemed += taken;
    // It may have expired; what is left free expires now.
    if (lot.remaining > 0) lot.expires_at = std::max(lot.expires_at, at);
  }
  return absl::OkStatus();
}

absl::Status Auditor::Restore(Person& person, const UnitsRestored& event) {
  int64_t sum = 0;
  for (const RestoredLot& part : event.lots) {
    Book& book = person.BookOf(event.unit, part.lot_id);
    const auto lot = book.lots.find(part.lot_id);
    if (lot == book.lots.end()) return Wrong("there is no lot ", part.lot_id);
    if (part.expires_at < lot->second.expires_at) {
      return Wrong("lot ", part.lot_id, " is restored to expire earlier");
    }
    lot->second.remaining += part.amount;
    lot->second.expires_at = part.expires_at;
    if (lot->second.remaining > lot->second.amount) {
      return Wrong("lot ", part.lot_id, " has more than it was made with");
    }
    sum += part.amount;
    book.redeemed -= part.amount;
  }
  return Same("what was restored", sum, event.amount);
}

// Out of what has just become available, the newest first.
absl::Status Auditor::Repay(Book& book, const ArrearsRepaid& event) {
  int64_t usable = 0;
  for (uint64_t id : book.repay) usable += book.lots[id].remaining;
  RETURN_IF_ERROR(
      Same("what pays arrears", std::min(book.arrears, usable), event.amount));
  if (event.amount == 0) return Wrong("arrears repaid out of nothing");
  LotAmounts lots;
  for (auto id = book.repay.rbegin(); id != book.repay.rend(); ++id) {
    int64_t& remaining = book.lots[*id].remaining;
    const int64_t taken = std::min(remaining, book.arrears);
    remaining -= taken;
    book.arrears -= taken;
    if (taken > 0) lots.push_back({*id, taken});
  }
  if (lots != event.lots) return Wrong("arrears are paid by other lots");
  book.repay.clear();
  return absl::OkStatus();
}

absl::Status Auditor::TakeInEvent(Person& person, const DerivedEvent& event,
                                  Instant clock) {
  const auto book = [&](const std::string& unit, SubBalance sub) -> Book& {
    return person.books[{unit, sub}];
  };
  if (!std::holds_alternative<UnitsEarned>(event.body) &&
      !std::holds_alternative<ArrearsRepaid>(event.body)) {
    for (auto& [key, each] : person.books) each.repay.clear();
  }
  if (const auto* e = std::get_if<UnitsEarned>(&event.body)) {
    // Of a late fact that time may have passed already.
    const bool pending = e->activates_at > clock;
    RETURN_IF_ERROR(Make(person, e->unit, e->sub_balance, e->lot_id,
                         {.amount = e->amount,
                          .activates_at = e->activates_at,
                          .expires_at = e->expires_at,
                          .pending = pending}));
    int64_t sum = 0;
    for (const Contribution& part : e->contributions) sum += part.amount;
    if (!pending && e->expires_at > clock) {
      book(e->unit, e->sub_balance).repay.push_back(e->lot_id);
    }
    return Same("the sum of contributions", sum, e->amount);
  }
  if (const auto* e = std::get_if<UnitsGranted>(&event.body)) {
    return Make(person, e->unit, e->sub_balance, e->lot_id,
                {.amount = e->amount,
                 .activates_at = e->activates_at,
                 .expires_at = e->expires_at,
                 .pending = e->activates_at > clock});
  }
  if (const auto* e = std::get_if<UnitsActivated>(&event.body)) {
    Book& its = person.BookOf(e->unit, e->lot_id);
    const auto lot = its.lots.find(e->lot_id);
    if (lot == its.lots.end() || !lot->second.pending) {
      return Wrong("lot ", e->lot_id, " is activated and was not pending");
    }
    lot->second.pending = false;
    its.repay = {e->lot_id};
    return Same("what is activated", lot->second.remaining, e->amount);
  }
  if (const auto* e = std::get_if<ArrearsRepaid>(&event.body)) {
    Book& its = book(e->unit, e->sub_balance);
    return Repay(its, *e);
  }
  if (const auto* e = std::get_if<UnitsRedeemed>(&event.body)) {
    RETURN_IF_ERROR(CheckOrder(person, e->unit, e->lots, e->amount, clock));
    return Take(person, e->unit, e->lots, e->amount, nullptr, &Book::redeemed);
  }
  if (const auto* e = std::get_if<UnitsHeld>(&event.body)) {
    RETURN_IF_ERROR(CheckOrder(person, e->unit, e->lots, e->amount, clock));
    person.holds[e->hold_id] = {e->unit, e->lots, e->expires_at};
    return Take(person, e->unit, e->lots, e->amount, &AuditedLot::held,
                nullptr);
  }
  if (const auto* e = std::get_if<HoldSettled>(&event.body)) {
    return Settle(person, *e, event.occurred_at);
  }
  if (const auto* e = std::get_if<UnitsRestored>(&event.body)) {
    return Restore(person, *e);
  }
  if (const auto* e = std::get_if<UnitsReversed>(&event.body)) {
    Book& its = book(e->unit, e->sub_balance);
    for (const LotAmount& part : e->lots) {
      if (its.lots.contains(part.lot_id)) continue;
      return Wrong("lot ", part.lot_id, " is of another part of the unit");
    }
    RETURN_IF_ERROR(Take(person, e->unit, e->lots, e->amount - e->arrears,
                         nullptr, &Book::reversed));
    its.reversed += e->arrears;
    its.arrears += e->arrears;
    if (e->arrears < 0 || (e->forgiven < 0 && -e->forgiven != e->amount)) {
      return Wrong("less than nothing");
    }
    int64_t& forgiven =
        person.forgiven[e->payment_id][{e->unit, e->sub_balance}];
    forgiven += e->forgiven;
    if (forgiven < 0) return Wrong("more is taken than was forgiven");
    if (e->arrears > 0 && its.Available() > 0) {
      return Wrong("a debt of ", e->arrears, " is made while ", its.Available(),
                   " are available");
    }
    return absl::OkStatus();
  }
  if (const auto* e = std::get_if<UnitsDeducted>(&event.body)) {
    RETURN_IF_ERROR(CheckOrder(person, e->unit, e->lots, e->amount, clock));
    return Take(person, e->unit, e->lots, e->amount, nullptr, &Book::reversed);
  }
  if (const auto* e = std::get_if<UnitsExpired>(&event.body)) {
    return Take(person, e->unit, e->lots, e->amount, &AuditedLot::expired,
                &Book::expired);
  }
  if (const auto* e = std::get_if<RedemptionRejected>(&event.body)) {
    if (e->reason != Refusal::kInsufficientBalance) return absl::OkStatus();
    const int64_t available = person.Available(e->unit);
    if (e->amount <= available) {
      return Wrong(e->amount, " refused, ", available, " were available");
    }
    return Same("what is available", available, e->available);
  }
  return absl::OkStatus();
}

namespace {

// The id of a request that must have one answer; empty: it is none.
std::string RequestOf(const Fact& fact) {
  if (const auto* asked = std::get_if<RedemptionRequested>(&fact.body)) {
    return absl::StrCat("redemption ", std::string(asked->redemption_id));
  }
  if (const auto* asked = std::get_if<HoldRequested>(&fact.body)) {
    return absl::StrCat("hold ", std::string(asked->hold_id));
  }
  return "";
}

bool IsAnswer(const DerivedBody& body) {
  return std::holds_alternative<UnitsRedeemed>(body) ||
         std::holds_alternative<RedemptionRejected>(body) ||
         std::holds_alternative<UnitsHeld>(body) ||
         std::holds_alternative<HoldRejected>(body);
}

}  // namespace

absl::Status Auditor::TakeIn(const Fact& fact, const Decision& decision) {
  if (decision.customer_id.empty()) return absl::OkStatus();
  Person& person = people_[decision.customer_id];
  int answers = 0;
  Instant due = kEarliest;
  for (auto& [key, book] : person.books) book.repay.clear();
  for (const Events* events : {&decision.due, &decision.events}) {
    for (const DerivedEvent& event : *events) {
      if (event.n != 0 && event.n != ++person.events) {
        return Wrong("event ", event.n, " follows ", person.events - 1);
      }
      if (events == &decision.due) {
        // What a hold or a reversal gives back may have been warned of then.
        const bool warning = std::holds_alternative<UnitsExpiring>(event.body);
        if ((event.occurred_at < due && !warning) ||
            event.occurred_at > decision.clock) {
          return Wrong("event ", event.n, " fell due out of order");
        }
        due = std::max(due, event.occurred_at);
      }
      const auto* warned = std::get_if<UnitsExpiring>(&event.body);
      const Instant now = events == &decision.due ? due : decision.clock;
      if (warned != nullptr && warned->expires_at <= now) {
        return Wrong("event ", event.n, " warns of what is gone");
      }
      RETURN_IF_ERROR(
          Annotate(TakeInEvent(person, event,
                               events == &decision.due ? event.occurred_at
                                                       : decision.clock),
                   absl::StrCat(decision.customer_id, "/", event.n)));
      if (events == &decision.events) answers += IsAnswer(event.body);
    }
  }
  const std::string request = RequestOf(fact);
  const bool counts =
      decision.outcome == Outcome::kAccepted && decision.program_version > 0;
  if (request.empty() || !counts) return absl::OkStatus();
  bool& answered = person.answered[request];
  if (answers != (answered ? 0 : 1)) {
    return Wrong(request, " got ", answers, " answers",
                 answered ? " after the first" : "");
  }
  // unknown_customer is not remembered, and has no number.
  answered = answered || decision.events.back().n != 0;
  return absl::OkStatus();
}

absl::Status Auditor::CompareBook(const Book& book, const Account& account) {
  RETURN_IF_ERROR(Same("issued", book.issued, account.issued));
  RETURN_IF_ERROR(Same("reversed", book.reversed, account.reversed));
  RETURN_IF_ERROR(Same("redeemed", book.redeemed, account.redeemed));
  RETURN_IF_ERROR(Same("expired", book.expired, account.expired));
  RETURN_IF_ERROR(Same("arrears", book.arrears, account.arrears));
  RETURN_IF_ERROR(Same("available", book.Available(), account.Available()));
  RETURN_IF_ERROR(Same("pending", book.Pending(), account.Pending()));
  RETURN_IF_ERROR(Same("held", book.Held(), account.Held()));
  RETURN_IF_ERROR(Same(
      "issued - reversed - redeemed - expired",
      book.Pending() + book.Available() + book.Held() - book.arrears,
      account.issued - account.reversed - account.redeemed - account.expired));
  size_t alive = 0;
  for (const auto& [id, lot] : book.lots) {
    alive += lot.remaining + lot.held > 0 ? 1 : 0;
  }
  // Where the oldest may have flowed together: sums only.
  const bool status = account.unit == kStatusUnit;
  if (book.lots.size() >= (status ? kStatusLotsApart : kLotsApart)) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(Same("the number of lots", static_cast<int64_t>(alive),
                       static_cast<int64_t>(account.lots.size())));
  for (const Lot& lot : account.lots) {
    const auto audited = book.lots.find(lot.id);
    if (audited == book.lots.end()) return Wrong("whence is lot ", lot.id);
    const AuditedLot& its = audited->second;
    const std::string name = absl::StrCat("lot ", lot.id);
    RETURN_IF_ERROR(Same(name, its.remaining, lot.remaining));
    RETURN_IF_ERROR(Same(name + " held", its.held, lot.held));
    RETURN_IF_ERROR(Same(name + " pending", its.pending, lot.pending));
    RETURN_IF_ERROR(
        Same(name + " expires_at", its.expires_at.ms, lot.expires_at.ms));
  }
  return absl::OkStatus();
}

absl::Status Auditor::CheckFired(const Person& person, Instant clock) {
  for (const auto& [id, hold] : person.holds) {
    if (hold.expires_at <= clock) return Wrong("hold ", id, " is overdue");
  }
  for (const auto& [key, book] : person.books) {
    for (const auto& [id, lot] : book.lots) {
      if (lot.remaining == 0) continue;
      if (lot.pending && lot.activates_at <= clock) {
        return Wrong("lot ", id, " should have become available at ",
                     FormatInstant(lot.activates_at));
      }
      if (!lot.pending && lot.expires_at <= clock) {
        return Wrong("lot ", id, " should have expired at ",
                     FormatInstant(lot.expires_at));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Auditor::Compare(const Customer& customer, Instant clock,
                              bool fired) const {
  const auto found = people_.find(customer.id);
  if (found == people_.end()) {
    if (customer.accounts.empty()) return absl::OkStatus();
    return Wrong(customer.id, " has an account and no event");
  }
  const Person& person = found->second;
  RETURN_IF_ERROR(Same("the number of events",
                       static_cast<int64_t>(person.events),
                       static_cast<int64_t>(customer.events)));
  for (const auto& [key, book] : person.books) {
    const Account* account = customer.FindAccount(key.first, key.second);
    static const Account kNone;
    RETURN_IF_ERROR(
        Annotate(CompareBook(book, account == nullptr ? kNone : *account),
                 absl::StrCat(customer.id, " ", key.first)));
  }
  for (const Account& account : customer.accounts) {
    if (person.books.contains({account.unit, account.sub_balance})) continue;
    if (account.issued == 0) continue;
    return Wrong(customer.id, " has ", account.unit, " and no event of it");
  }
  RETURN_IF_ERROR(Same("the number of open holds",
                       static_cast<int64_t>(person.holds.size()),
                       static_cast<int64_t>(customer.holds.size())));
  if (!fired || customer.erased) return absl::OkStatus();
  return Annotate(CheckFired(person, clock), customer.id);
}

}  // namespace laurel
