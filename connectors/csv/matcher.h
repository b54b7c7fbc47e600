// Finds, for facts in the order of time, the earlier fact that each is about.
//
// A cancellation often names no sale. Example: ada bought 6 cups on Monday
// (invoice 1) and 4 on Tuesday (invoice 2); on Friday 5 cups come back. The
// latest line with 5 left is that of invoice 1: 1 is left there now.
//
// Holds what can still be found: lines of sales with quantity left, and one
// text per key. One thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/csv/draft.h"

namespace laurel {

class Matcher {
 public:
  // `mapping` outlives the matcher.
  explicit Matcher(const Mapping& mapping);

  // Completes the fact if it looks for another, and remembers it if others may
  // look for it. Refused: there is no earlier fact that fits.
  MaybeReject Take(const FactMapping& mapping, FactDraft& draft);

 private:
  struct SaleLine {
    std::string payment_id;
    std::string line_id;
    int64_t quantity;  // left
    v1::Money amount;  // left
  };
  // Lines in the order of time.
  using SaleLines = std::vector<SaleLine>;

  void Remember(const FactMapping& mapping, const FactDraft& draft);
  void RememberSale(const FactMapping& mapping, const v1::Event& event);
  MaybeReject FindSale(const MatchMapping& match, FactDraft& draft);
  MaybeReject FindText(const FactMapping& mapping, FactDraft& draft);

  std::set<std::string> sales_;  // names that refunds look for
  // By the name of the earlier fact, who looks for it.
  std::map<std::string, std::vector<const FactMapping*>> seekers_;
  std::unordered_map<std::string, SaleLines> lines_;
  std::unordered_map<std::string, std::string> texts_;  // what is copied
};

}  // namespace laurel
