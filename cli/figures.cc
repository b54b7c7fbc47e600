#include "cli/figures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/data_directory.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/view_customers.h"

namespace laurel {
namespace {

constexpr size_t kScanBytes = size_t{32} << 20;

void AddAccount(const Account& account, UnitFigures& sum) {
  sum.issued += account.issued;
  sum.redeemed += account.redeemed;
  sum.expired += account.expired;
  sum.reversed += account.reversed;
  sum.outstanding += account.Available() + account.Pending() + account.Held();
  sum.owed += account.arrears;
}

// Loyal, in a tier of its own, and has spent something: much to explain.
bool IsWorthALook(const Customer& customer) {
  if (customer.lifecycle.stage != Stage::kLoyal) return false;
  return std::any_of(customer.accounts.begin(), customer.accounts.end(),
                     [](const Account& account) {
                       return account.redeemed > 0 && account.expired > 0;
                     });
}

void AddCustomer(const Customer& customer, Figures& sum) {
  ++sum.customers;
  ++sum.stages[static_cast<size_t>(customer.lifecycle.stage)];
  ++sum.tiers[customer.tier.name];
  for (const Account& account : customer.accounts) {
    AddAccount(account, sum.units[account.unit]);
  }
  if (sum.worth_a_look.empty() && IsWorthALook(customer)) {
    sum.worth_a_look = customer.id;
  }
}

absl::Status AddView(ViewStore& view, Figures& sum) {
  return VisitCustomers(view, [&](const Customer& customer) {
    AddCustomer(customer, sum);
    return absl::OkStatus();
  });
}

// The kinds of news; nothing: not worth telling.
std::optional<int> KindOf(const DerivedBody& body) {
  if (const auto* stage = std::get_if<StageChanged>(&body)) {
    if (stage->to == Stage::kDormant) return 0;
    if (stage->reason == StageReason::kWonBack) return 1;
    return std::nullopt;
  }
  if (std::holds_alternative<TierUpgraded>(body)) return 2;
  if (std::holds_alternative<TierDowngraded>(body)) return 3;
  if (std::holds_alternative<UnitsRedeemed>(body)) return 4;
  if (std::holds_alternative<RedemptionRejected>(body)) return 5;
  if (std::holds_alternative<UnitsExpired>(body)) return 6;
  if (const auto* due = std::get_if<OutreachDue>(&body)) {
    return due->offer.unit.empty() ? 8 : 7;
  }
  if (const auto* rewarded = std::get_if<ReferralRewarded>(&body)) {
    if (rewarded->role == ReferralRole::kReferrer) return 9;
    return std::nullopt;
  }
  if (std::holds_alternative<ComplaintOverdue>(body)) return 10;
  return std::nullopt;
}

class NewsDesk {
 public:
  explicit NewsDesk(size_t each) : each_(each) {}

  void Read(const Decision& decision) {
    for (const Events* events : {&decision.due, &decision.events}) {
      for (const DerivedEvent& event : *events) {
        if (const auto kind = KindOf(event.body)) {
          Keep(decision.customer_id, event, by_kind_[*kind]);
        }
      }
    }
  }

  std::vector<News> Take() {
    std::vector<News> all;
    for (auto& [kind, news] : by_kind_) {
      std::move(news.begin(), news.end(), std::back_inserter(all));
    }
    std::stable_sort(all.begin(), all.end(), IsBefore);
    return all;
  }

 private:
  static bool IsBefore(const News& a, const News& b) {
    return std::pair(a.event.occurred_at, a.customer) <
           std::pair(b.event.occurred_at, b.customer);
  }

  void Keep(const std::string& customer, const DerivedEvent& event,
            std::vector<News>& kept) {
    if (kept.size() == each_ &&
        event.occurred_at <= kept.front().event.occurred_at) {
      return;
    }
    News news{customer, event};
    kept.insert(std::upper_bound(kept.begin(), kept.end(), news, IsBefore),
                std::move(news));
    if (kept.size() > each_) kept.erase(kept.begin());
  }

  const size_t each_;
  std::map<int, std::vector<News>> by_kind_;
};

absl::Status ReadDecisions(EventLog& log, int32_t partition, NewsDesk& desk) {
  ASSIGN_OR_RETURN(const OffsetRange range,
                   log.Range(Stream::kDecisions, partition));
  ASSIGN_OR_RETURN(LogCursor cursor, LogCursor::Open(log, Stream::kDecisions,
                                                     partition, range.begin));
  Decision decision;
  for (;;) {
    ASSIGN_OR_RETURN(const LogRecord* record, cursor.Peek());
    if (record == nullptr) return absl::OkStatus();
    RETURN_IF_ERROR(DecodeDecision(record->value, &decision));
    desk.Read(decision);
    cursor.Pop();
  }
}

}  // namespace

absl::StatusOr<Figures> SumUp(const std::string& directory,
                              int32_t partitions) {
  Figures sum;
  for (int32_t p = 0; p < partitions; ++p) {
    const RocksMemory memory(kScanBytes);
    ASSIGN_OR_RETURN(auto view, OpenViewToRead(directory, p, memory));
    if (view != nullptr) RETURN_IF_ERROR(AddView(*view, sum));
  }
  return sum;
}

absl::StatusOr<std::vector<News>> LastNews(EventLog& log, size_t each) {
  NewsDesk desk(each);
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    RETURN_IF_ERROR(ReadDecisions(log, p, desk));
  }
  return desk.Take();
}

}  // namespace laurel
