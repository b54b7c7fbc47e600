// A made-up history of a chain of salons: customers who come back at their own
// pace and pay for a service and a product each time. The same for the same
// numbers on every machine and for ever, so that digests can be compared.
//
//   Workload workload({.customers = 200'000});
//   std::string customer, bytes;
//   while (workload.Next(&customer, &bytes)) log.Append(customer, bytes);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/domain/fact.h"

namespace laurel {

// SplitMix64 (Steele, Lea, Flood): small, fast, and the same everywhere.
class Prng {
 public:
  explicit Prng(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // 0 to n - 1; n > 0.
  uint32_t Below(uint32_t n);

 private:
  uint64_t state_;
};

struct WorkloadOptions {
  uint32_t customers = 200'000;
  Day first{19358};             // 2023-01-01
  int32_t days = 731;           // to the end of 2024
  uint32_t payments_each = 24;  // on average; from a third to five thirds
  bool visits = false;          // a visit_completed before each payment
  uint64_t seed = 1;
};

// The facts come in the order of time, so that customers come at random. All
// of a customer's come in order; none is late.
class Workload {
 public:
  explicit Workload(const WorkloadOptions& options);

  int64_t facts() const;

  // The next fact as the bytes of a laurel.v1.Event; false: there are no more.
  bool Next(std::string* customer, std::string* bytes);

 private:
  struct Coming {
    uint32_t at_s;  // since the first day
    uint32_t customer;
    auto operator<=>(const Coming&) const = default;
  };

  void Plan(uint32_t customer, Prng& prng);
  void Encode(const Coming& coming, Fact& fact, std::string* bytes);
  void EncodePayment(const Coming& coming, std::string* bytes);
  void EncodeVisit(const Coming& coming, std::string* bytes);

  const WorkloadOptions options_;
  Prng prices_;
  std::vector<Coming> coming_;
  size_t next_ = 0;
  bool visited_ = false;  // the payment of this visit comes next
};

// "c-0000042".
std::string CustomerName(uint32_t customer);

}  // namespace laurel
