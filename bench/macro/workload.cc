#include "bench/macro/workload.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "engine/base/hash.h"
#include "engine/codec/fact_codec.h"

namespace laurel {
namespace {

struct Ware {
  const char* sku;
  const char* category;
  int32_t from, to;  // minor units
};

constexpr Ware kServices[] = {{"cut-01", "hair", 8'000, 18'000},
                              {"color-02", "hair", 18'000, 48'000},
                              {"nail-03", "nails", 6'000, 16'000},
                              {"clean-04", "cleansing", 9'000, 26'000},
                              {"hydra-05", "hydration", 12'000, 36'000},
                              {"mass-06", "massage", 15'000, 40'000}};
constexpr Ware kProducts[] = {{"sh-77", "hair", 2'000, 9'000},
                              {"oil-78", "hair", 3'000, 12'000},
                              {"mask-79", "hydration", 2'500, 15'000},
                              {"pol-80", "nails", 1'500, 6'000}};
constexpr int32_t kOpens = 9 * 3600, kOpenFor = 11 * 3600;  // seconds, UTC+0

int64_t PriceOf(const Ware& ware, Prng& prng) {
  return ware.from + prng.Below(static_cast<uint32_t>(ware.to - ware.from));
}

const Ware& Pick(const auto& wares, Prng& prng) {
  return wares[prng.Below(std::size(wares))];
}

std::string Numbered(const char* format, uint64_t number) {
  char text[32];
  const int size = std::snprintf(text, sizeof text, format,
                                 static_cast<unsigned long long>(number));
  return {text, static_cast<size_t>(size)};
}

}  // namespace

uint64_t Prng::Next() {
  uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

uint32_t Prng::Below(uint32_t n) {
  return static_cast<uint32_t>((Next() >> 32) * n >> 32);
}

std::string CustomerName(uint32_t customer) {
  return Numbered("c-%07llu", customer);
}

Workload::Workload(const WorkloadOptions& options)
    : options_(options), prices_(Fmix64(options.seed) + 1) {
  Prng prng(options.seed);
  coming_.reserve(size_t{options.customers} * options.payments_each * 21 / 20);
  for (uint32_t i = 0; i < options.customers; ++i) Plan(i, prng);
  std::sort(coming_.begin(), coming_.end());
}

// Days at an even pace, each moved within its gap, at an hour of the shop's.
void Workload::Plan(uint32_t customer, Prng& prng) {
  const uint32_t least = std::max(1u, options_.payments_each / 3);
  const uint32_t spread = 2 * (options_.payments_each - least) + 1;
  const uint32_t count = least + prng.Below(spread);
  const uint32_t last = static_cast<uint32_t>(options_.days - 1);
  for (uint32_t k = 0; k < count; ++k) {
    const uint64_t gap = (uint64_t{last} << 20) / count;
    const uint64_t day = (k * gap + gap * prng.Below(1024) / 1024) >> 20;
    coming_.push_back(
        {static_cast<uint32_t>(day) * 86'400 + kOpens + prng.Below(kOpenFor),
         customer});
  }
}

int64_t Workload::facts() const {
  return static_cast<int64_t>(coming_.size()) * (options_.visits ? 2 : 1);
}

bool Workload::Next(std::string* customer, std::string* bytes) {
  if (next_ == coming_.size()) return false;
  const Coming& coming = coming_[next_];
  *customer = CustomerName(coming.customer);
  if (options_.visits && !visited_) {
    EncodeVisit(coming, bytes);
    visited_ = true;
    return true;
  }
  EncodePayment(coming, bytes);
  visited_ = false;
  ++next_;
  return true;
}

void Workload::Encode(const Coming& coming, Fact& fact, std::string* bytes) {
  const std::string customer = CustomerName(coming.customer);
  const std::string store = Numbered("store-%02llu", coming.customer % 6);
  fact.source = "pos/7";
  fact.customer_id = customer;
  fact.store_id = store;
  fact.occurred_at = fact.recorded_at =
      Instant{options_.first.n * kDayMs + int64_t{coming.at_s} * kSecondMs};
  EncodeFact(fact, bytes);
}

void Workload::EncodePayment(const Coming& coming, std::string* bytes) {
  const std::string id = Numbered("p-%08llu", next_);
  const Currency cny = Currency::Of("CNY");
  PaymentCaptured payment;
  payment.payment_id = id;
  const Ware& service = Pick(kServices, prices_);
  const Ware& product = Pick(kProducts, prices_);
  payment.lines.push_back({"l1",
                           service.sku,
                           service.category,
                           LineKind::kService,
                           0,
                           {cny, PriceOf(service, prices_)},
                           {}});
  payment.lines.push_back({"l2",
                           product.sku,
                           product.category,
                           LineKind::kProduct,
                           0,
                           {cny, PriceOf(product, prices_)},
                           {}});
  const int64_t total =
      payment.lines[0].amount.minor + payment.lines[1].amount.minor;
  payment.tenders.push_back({TenderKind::kWechat, {}, {cny, total}});
  Fact fact;
  fact.id = id;
  fact.body = std::move(payment);
  Encode(coming, fact, bytes);
}

// Booked in the app, over a minute before it is paid.
void Workload::EncodeVisit(const Coming& coming, std::string* bytes) {
  const std::string id = Numbered("v-%08llu", next_);
  const Ware& service = kServices[coming.at_s % std::size(kServices)];
  VisitCompleted visit;
  visit.visit_id = id;
  visit.services.push_back({service.sku, service.category});
  visit.channel = "app";
  Fact fact;
  fact.id = id;
  fact.body = std::move(visit);
  Encode(coming, fact, bytes);
}

}  // namespace laurel
