#include "cli/news.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/runtime/log_cursor.h"

namespace laurel {
namespace {

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
  if (const auto* granted = std::get_if<UnitsGranted>(&body)) {
    if (granted->reason == GrantReason::kOffer) return 11;
  }
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

absl::StatusOr<std::vector<News>> LastNews(EventLog& log, size_t each) {
  NewsDesk desk(each);
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    RETURN_IF_ERROR(ReadDecisions(log, p, desk));
  }
  return desk.Take();
}

}  // namespace laurel
