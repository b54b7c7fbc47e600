// Law 7: what partial refunds take back is what one combined refund does.
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "tests/laws/chance.h"
#include "tests/laws/laws.h"
#include "tests/laws/play.h"

namespace laurel {
namespace {

// What is left of a sale, counted apart from the engine (docs/domain-map.md
// section 7): refunds by amount are shared from their total over what line
// refunds left.
struct Basket {
  std::vector<std::string> ids;
  std::vector<int64_t> left;  // after line refunds
  std::vector<int64_t> by_line;
  int64_t by_amount = 0;
  bool grew = false;  // a line, by a minor unit, at a refund of others

  int64_t Left() const {
    int64_t sum = 0;
    for (int64_t line : left) sum += line;
    return sum - by_amount;
  }
  // Of one line, after both.
  int64_t LeftOf(size_t line) const {
    int64_t total = 0;
    for (int64_t one : left) total += one;
    if (by_amount == 0 || total == 0) return left[line];
    std::vector<std::pair<int64_t, int64_t>> remainders;  // greatest first
    int64_t shared = 0, mine = 0;
    for (size_t i = 0; i < left.size(); ++i) {
      const __int128 product = static_cast<__int128>(by_amount) * left[i];
      const auto share = static_cast<int64_t>(product / total);
      shared += share;
      if (i == line) mine = share;
      remainders.emplace_back(-static_cast<int64_t>(product % total),
                              static_cast<int64_t>(i));
    }
    std::sort(remainders.begin(), remainders.end());
    for (int64_t i = 0; i < by_amount - shared; ++i) {
      if (remainders[static_cast<size_t>(i)].second ==
          static_cast<int64_t>(line)) {
        ++mine;
      }
    }
    return left[line] - mine;
  }
};

Basket BasketOf(const PaymentCaptured& sale) {
  Basket basket;
  for (const Line& line : sale.lines) {
    basket.ids.emplace_back(line.line_id);
    basket.left.push_back(line.amount.minor);
  }
  basket.by_line.resize(basket.ids.size());
  return basket;
}

// What came back for the sale, by unit.
struct Taken {
  int64_t reversed = 0;
  int64_t arrears = 0;
  int64_t forgiven = 0;
  bool operator==(const Taken&) const = default;
};
using TakenByUnit = std::map<std::pair<std::string, SubBalance>, Taken>;

std::string Words(const TakenByUnit& all) {
  std::string text;
  for (const auto& [unit, taken] : all) {
    absl::StrAppend(&text, " ", unit.first, " ", taken.reversed, " (",
                    taken.arrears, " arrears, ", taken.forgiven, " forgiven)");
  }
  return text.empty() ? " nothing" : text;
}

// Of refunds by line and by amount no single one is the combination. What is
// left of a line may then grow by a minor unit, as it may where a larger amount
// is shared by largest remainder: the basket is worth one unit more than
// before, and what was taken is not given back.
bool IsMixed(const Basket& basket) {
  return basket.by_amount > 0 &&
         std::any_of(basket.by_line.begin(), basket.by_line.end(),
                     [](int64_t back) { return back > 0; });
}

bool MayTakeMore(const Basket& basket) {
  return IsMixed(basket) || basket.grew;
}

std::vector<int64_t> LeftOfAll(const Basket& basket) {
  std::vector<int64_t> left;
  for (size_t i = 0; i < basket.ids.size(); ++i)
    left.push_back(basket.LeftOf(i));
  return left;
}

bool SameTaken(const TakenByUnit& parts, TakenByUnit combined,
               const Basket& basket, size_t refunds) {
  if (!MayTakeMore(basket)) return parts == combined;
  for (const auto& [unit, taken] : parts) {
    const Taken& other = combined[unit];
    const int64_t apart = taken.reversed + taken.arrears + taken.forgiven -
                          other.reversed - other.arrears - other.forgiven;
    if (apart < 0 || apart > static_cast<int64_t>(refunds)) return false;
  }
  return true;
}

absl::Status Append(const Entry& refund, MemoryWorld& world,
                    TakenByUnit& taken) {
  RETURN_IF_ERROR(Play(refund, world));
  const Decision& decision = world.log().back().decisions.front();
  if (decision.outcome != Outcome::kAccepted) {
    return absl::InternalError(absl::StrCat(
        "a refund within what is left was not accepted: ",
        decision.events.empty() ? "?" : Say(decision.events.front())));
  }
  for (const DerivedEvent& event : decision.events) {
    const auto* reversed = std::get_if<UnitsReversed>(&event.body);
    if (reversed == nullptr) continue;
    Taken& of = taken[{reversed->unit, reversed->sub_balance}];
    of.reversed += reversed->amount;
    of.arrears += reversed->arrears;
    of.forgiven += reversed->forgiven;
  }
  return absl::OkStatus();
}

// The refunds that a history wishes for, each within what is then left.
std::vector<RefundWish> WishesOf(const History& history, Instant at,
                                 Basket& basket) {
  std::vector<RefundWish> wishes;
  for (const Part& part : history.refunds) {
    RefundWish wish;
    wish.id = absl::StrCat("partial-", wishes.size());
    wish.at = at;
    const int64_t share = std::clamp<int64_t>(part.amount, 0, 1000);
    const auto before = LeftOfAll(basket);
    if (part.what == 0) {
      wish.amount = (basket.Left() * share + 999) / 1000;
      if (wish.amount <= 0) continue;
      basket.by_amount += wish.amount;
    } else {
      const size_t line = static_cast<uint64_t>(part.what) % basket.ids.size();
      const int64_t amount = (basket.LeftOf(line) * share + 999) / 1000;
      if (amount <= 0) continue;
      wish.lines = {{basket.ids[line], amount}};
      basket.left[line] -= amount;
      basket.by_line[line] += amount;
    }
    const auto after = LeftOfAll(basket);
    basket.grew |= !std::equal(after.begin(), after.end(), before.begin(),
                               std::less_equal<int64_t>());
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

// One refund for all lines and one for all amounts, in either order.
std::vector<RefundWish> Combined(const Basket& basket, Instant at,
                                 uint64_t chance) {
  std::vector<RefundWish> wishes;
  RefundWish lines{"combined-lines", at, {}, 0};
  for (size_t i = 0; i < basket.ids.size(); ++i) {
    if (basket.by_line[i] == 0) continue;
    lines.lines.emplace_back(basket.ids[i], basket.by_line[i]);
  }
  if (!lines.lines.empty()) wishes.push_back(lines);
  if (basket.by_amount > 0) {
    wishes.push_back({"combined-amount", at, {}, basket.by_amount});
  }
  // By amount first only where it leaves each line what is asked for.
  Basket amount_first = basket;
  for (size_t i = 0; i < basket.ids.size(); ++i) {
    amount_first.left[i] += basket.by_line[i];
  }
  for (size_t i = 0; i < basket.ids.size(); ++i) {
    if (amount_first.LeftOf(i) < basket.by_line[i]) return wishes;
  }
  if (chance % 2 == 1) std::reverse(wishes.begin(), wishes.end());
  return wishes;
}

// Lots that never expire flow together when a customer has many facts, so when
// they do depends on how many refunds there were: here all of them do.
std::vector<Lot> FlowedTogether(const std::vector<Lot>& lots) {
  std::vector<Lot> some;
  Lot all;
  for (const Lot& lot : lots) {
    if (lot.expires_at != kNever || lot.pending || lot.held != 0) {
      some.push_back(lot);
    } else {
      all.amount += lot.amount;
      all.remaining += lot.remaining;
    }
  }
  some.push_back(all);
  return some;
}

absl::Status SameBooks(const Customer& here, const Customer& there) {
  for (const Account& account : here.accounts) {
    const Account* other = there.FindAccount(account.unit, account.sub_balance);
    if (other != nullptr && account.issued == other->issued &&
        account.reversed == other->reversed &&
        account.arrears == other->arrears &&
        FlowedTogether(account.lots) == FlowedTogether(other->lots)) {
      continue;
    }
    return absl::InternalError(
        absl::StrCat("partial refunds leave another account of ", account.unit,
                     " than one combined"));
  }
  if (here.measures.spend_ever == there.measures.spend_ever) {
    return absl::OkStatus();
  }
  return absl::InternalError("partial refunds leave another spend");
}

// What the sale earned and has not expired, by unit.
TakenByUnit EarnedBy(const MemoryWorld& world, const LogEntry& sale) {
  TakenByUnit earned;
  std::map<uint64_t, std::pair<std::string, SubBalance>> lots;
  for (const DerivedEvent& event : sale.decisions.front().events) {
    const auto* e = std::get_if<UnitsEarned>(&event.body);
    if (e == nullptr) continue;
    earned[{e->unit, e->sub_balance}].reversed += e->amount;
    lots[e->lot_id] = {e->unit, e->sub_balance};
  }
  const auto all = EventsOf(world);
  const auto events = all.find(sale.decisions.front().customer_id);
  if (events == all.end()) return earned;
  for (const DerivedEvent& event : events->second) {
    const auto* e = std::get_if<UnitsExpired>(&event.body);
    if (e == nullptr) continue;
    for (const LotAmount& lot : e->lots) {
      const auto mine = lots.find(lot.lot_id);
      if (mine != lots.end()) earned[mine->second].reversed -= lot.amount;
    }
  }
  return earned;
}

// Nothing else is left of the sale: by amount to the end.
absl::Status CheckFull(const Basket& basket, Story& story, const Fact& payment,
                       size_t sale, MemoryWorld world, TakenByUnit taken,
                       Instant at) {
  if (basket.Left() > 0) {
    const RefundWish rest{"rest", at, {}, basket.Left()};
    RETURN_IF_ERROR(Append(RefundEntry(story, payment, rest), world, taken));
  }
  for (const auto& [unit, earned] : EarnedBy(world, world.log()[sale])) {
    const Taken& back = taken[unit];
    if (back.reversed + back.forgiven == earned.reversed) continue;
    return absl::InternalError(absl::StrCat(
        "after a full refund ", back.reversed, " reversed and ", back.forgiven,
        " forgiven of ", earned.reversed, " ", unit.first));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Refund(const History& history) {
  Story story;
  ASSIGN_OR_RETURN(story, Tell(history));
  if (story.last_payment < 0) return absl::OkStatus();
  const auto sale_at = static_cast<size_t>(story.last_payment);
  const Fact payment = story.entries[sale_at].fact;
  const auto* sale = std::get_if<PaymentCaptured>(&payment.body);
  if (sale == nullptr || sale->lines.empty()) return absl::OkStatus();
  // Earlier refunds of it are taken out: the basket begins whole.
  std::erase_if(story.entries, [&](const Entry& entry) {
    const auto* refund = std::get_if<PaymentRefunded>(&entry.fact.body);
    return refund != nullptr && refund->payment_id == sale->payment_id;
  });
  absl::StatusOr<MemoryWorld> before = Play(story);
  RETURN_IF_ERROR(before.status());
  if (before->log()[sale_at].decisions.front().outcome != Outcome::kAccepted) {
    return absl::OkStatus();
  }
  if (before->Find(std::string(payment.customer_id))->erased) {
    return absl::OkStatus();
  }
  const Instant at = before->partition().clock;
  Basket basket = BasketOf(*sale);
  if (basket.Left() < 0) return absl::OkStatus();  // before the first program
  const auto wishes = WishesOf(history, at, basket);

  // A refund of nothing comes first: it gives what a new program has made due.
  TakenByUnit by_parts, combined, nothing;
  RETURN_IF_ERROR(Append(RefundEntry(story, payment, {"nothing", at, {}, 0}),
                         *before, nothing));
  MemoryWorld partly = *before, at_once = *std::move(before);
  for (const RefundWish& wish : wishes) {
    RETURN_IF_ERROR(
        Append(RefundEntry(story, payment, wish), partly, by_parts));
  }
  for (const RefundWish& wish : Combined(basket, at, history.chance)) {
    RETURN_IF_ERROR(
        Append(RefundEntry(story, payment, wish), at_once, combined));
  }
  if (!SameTaken(by_parts, combined, basket, wishes.size())) {
    return absl::InternalError(
        absl::StrCat("partial refunds took", Words(by_parts),
                     "; one combined took", Words(combined)));
  }
  const std::string who(payment.customer_id);
  if (MayTakeMore(basket)) return absl::OkStatus();
  RETURN_IF_ERROR(SameBooks(*partly.Find(who), *at_once.Find(who)));
  return CheckFull(basket, story, payment, sale_at, std::move(partly), by_parts,
                   at);
}

}  // namespace laurel
