#include "bench/kafka/till.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "absl/strings/str_cat.h"
#include "bench/macro/workload.h"
#include "connectors/clock/system_clock.h"
#include "engine/base/hash.h"
#include "engine/codec/fact_codec.h"

namespace laurel {
namespace {

using Clock = std::chrono::steady_clock;

PaymentCaptured Sale(std::string_view id, Prng& prng) {
  const Currency cny = Currency::Of("CNY");
  PaymentCaptured sale;
  sale.payment_id = id;
  const int64_t service = 8'000 + prng.Below(20'000);
  const int64_t product = 2'000 + prng.Below(8'000);
  sale.lines.push_back(
      {"l1", "cut-01", "hair", LineKind::kService, 0, {cny, service}, {}});
  sale.lines.push_back(
      {"l2", "sh-77", "hair", LineKind::kProduct, 0, {cny, product}, {}});
  sale.tenders.push_back({TenderKind::kWechat, {}, {cny, service + product}});
  return sale;
}

RedemptionRequested Redemption(std::string_view id) {
  RedemptionRequested redemption;
  redemption.redemption_id = id;
  redemption.unit = "points";
  redemption.amount = 500;
  redemption.basket_total = {Currency::Of("CNY"), 50'000};
  redemption.has_basket_total = true;
  return redemption;
}

class Till {
 public:
  Till(KafkaLog& log, const TillOptions& options, int number,
       Clock::time_point begin)
      : log_(log),
        options_(options),
        number_(number),
        begin_(begin),
        prng_(static_cast<uint64_t>(number)) {}

  // Of all facts every `tills`-th is this till's.
  void Work() {
    const int64_t a_second = options_.payments + options_.redemptions;
    for (int64_t i = number_; i < a_second * options_.seconds;
         i += options_.tills) {
      const auto meant =
          begin_ + std::chrono::nanoseconds(i * 1'000'000'000 / a_second);
      std::this_thread::sleep_until(meant);
      // Evenly among the payments.
      const bool redemption = i * options_.redemptions / a_second !=
                              (i + 1) * options_.redemptions / a_second;
      Send(i, redemption, meant);
    }
  }

  const std::vector<Sent>& sent() const { return sent_; }

 private:
  void Send(int64_t number, bool redemption, Clock::time_point meant) {
    const std::string customer = CustomerName(prng_.Below(options_.customers));
    // Unlike those of another run.
    const std::string id = absl::StrCat("live-", getpid(), "-", number);
    Fact fact;
    fact.id = id;
    fact.source = "pos/live";
    fact.customer_id = customer;
    fact.store_id = "store-01";
    fact.occurred_at = Instant{SystemClock()()};
    if (redemption) {
      fact.body = Redemption(id);
    } else {
      fact.body = Sale(id, prng_);
    }
    std::string bytes;
    EncodeFact(fact, &bytes);
    RoutedRecords one;
    one.Add(PartitionOf(customer, log_.identity().partitions), customer, bytes);
    const auto at = log_.Append(one);
    if (at.ok()) {
      sent_.push_back({at->front(), redemption, meant});
    } else {
      std::fprintf(stderr, "laurel-kafka-load: %s\n",
                   std::string(at.status().message()).c_str());
    }
  }

  KafkaLog& log_;
  const TillOptions& options_;
  const int number_;
  const Clock::time_point begin_;
  Prng prng_;
  std::vector<Sent> sent_;
};

}  // namespace

std::vector<Sent> Sell(KafkaLog& log, const TillOptions& options,
                       Clock::time_point begin) {
  std::vector<Till> tills;
  for (int i = 0; i < options.tills; ++i) {
    tills.emplace_back(log, options, i, begin);
  }
  std::vector<std::thread> threads;
  for (Till& till : tills) threads.emplace_back([&till] { till.Work(); });
  for (std::thread& thread : threads) thread.join();
  std::vector<Sent> all;
  for (const Till& till : tills) {
    all.insert(all.end(), till.sent().begin(), till.sent().end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace laurel
