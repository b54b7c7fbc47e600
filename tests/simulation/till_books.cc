#include "tests/simulation/till_books.h"

#include <algorithm>
#include <variant>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

constexpr int64_t kGoodForMs = 10 * kDayMs;

absl::Status Wrong(const Fact& fact, std::string_view books,
                   std::string_view engine) {
  return absl::InternalError(absl::StrCat(
      "fact ", std::string(fact.id), " of ", std::string(fact.customer_id),
      ": by the books ", std::string(books), ", by the engine ",
      std::string(engine)));
}

std::string_view Said(Outcome outcome) {
  constexpr std::string_view kWords[] = {"accepted", "rejected", "a duplicate",
                                         "parked"};
  return kWords[static_cast<size_t>(outcome)];
}

template <typename Body>
bool Has(const Events& events) {
  return std::any_of(events.begin(), events.end(), [](const auto& event) {
    return std::holds_alternative<Body>(event.body);
  });
}

}  // namespace

void TillBooks::Expire(Book& book, Instant clock) {
  while (!book.lots.empty() && book.lots.begin()->first <= clock.ms) {
    book.sums.expired += book.lots.begin()->second;
    book.lots.erase(book.lots.begin());
  }
}

bool TillBooks::Spend(Book& book, int64_t amount) {
  int64_t available = 0;
  for (const auto& [expires, points] : book.lots) available += points;
  if (amount > available) return false;
  book.sums.redeemed += amount;
  while (amount > 0) {
    auto first = book.lots.begin();
    const int64_t taken = std::min(amount, first->second);
    amount -= taken;
    first->second -= taken;
    if (first->second == 0) book.lots.erase(first);
  }
  return true;
}

absl::Status TillBooks::TakeIn(const Fact& fact, Instant clock,
                               const Decision& told) {
  clock_ = std::max(clock_, clock);
  if (fact.customer_id.empty()) return absl::OkStatus();
  const std::string who(fact.customer_id);
  const bool again = seen_.contains({who, std::string(fact.id)});
  if (again != (told.outcome == Outcome::kDuplicate)) {
    return Wrong(fact, again ? "a duplicate" : "new", Said(told.outcome));
  }
  if (again) return absl::OkStatus();
  const bool known = books_.contains(who);
  if (const auto* asked = std::get_if<RedemptionRequested>(&fact.body)) {
    bool spent = false;
    if (known) {
      Expire(books_[who], clock_);
      spent = Spend(books_[who], asked->amount);
      seen_.emplace(who, fact.id);
    }
    const bool told_spent = Has<UnitsRedeemed>(told.events);
    if (spent == told_spent) return absl::OkStatus();
    return Wrong(fact, spent ? "granted" : "refused",
                 told_spent ? "granted" : "refused");
  }
  const auto* paid = std::get_if<PaymentCaptured>(&fact.body);
  if (paid == nullptr) return absl::OkStatus();
  if (told.outcome != Outcome::kAccepted) {
    return Wrong(fact, "accepted", Said(told.outcome));
  }
  seen_.emplace(who, fact.id);
  Book& book = books_[who];
  Expire(book, clock_);
  const int64_t points = paid->lines.front().amount.minor / 100;
  if (points > 0) book.lots[fact.occurred_at.ms + kGoodForMs] += points;
  book.sums.issued += points;
  return absl::OkStatus();
}

std::map<std::string, TillBooks::Sums> TillBooks::Close() {
  std::map<std::string, Sums> all;
  for (auto& [who, book] : books_) {
    Expire(book, clock_);
    book.sums.available = 0;
    for (const auto& [expires, points] : book.lots) {
      book.sums.available += points;
    }
    all[who] = book.sums;
  }
  return all;
}

}  // namespace laurel
