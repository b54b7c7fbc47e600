#include "bench/macro/served.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "connectors/clock/system_clock.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/codec/state_codec.h"
#include "engine/domain/digest.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {
namespace {

absl::Status AddView(ViewStore& store, Views::Sum& sum) {
  absl::Status status;
  const auto add = [&](std::string_view key, std::string_view row) {
    sum.bytes += static_cast<int64_t>(key.size() + row.size());
    std::string_view state;
    Instant due;
    Customer customer;
    status = SplitCustomerRow(row, &due, &state);
    if (status.ok()) status = DecodeCustomer(state, &customer);
    if (!status.ok()) return false;
    customer.id = ParseCustomerKey(key);
    sum.digest += Fmix64(Digest(customer));
    ++sum.customers;
    return true;
  };
  RETURN_IF_ERROR(store.Scan("c", "d", add));
  return status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ViewStore>> Views::Open(
    int32_t partition) const {
  return RocksStore::Open(absl::StrCat(directory_, "/", partition),
                          RocksStore::Mode::kReadWrite, memory_);
}

absl::StatusOr<Views::Sum> Views::Read(int32_t partitions) const {
  Sum sum;
  for (int32_t p = 0; p < partitions; ++p) {
    ASSIGN_OR_RETURN(const auto store, Open(p));
    RETURN_IF_ERROR(AddView(*store, sum));
  }
  return sum;
}

EngineOptions ServeOptions() {
  EngineOptions options;
  options.threads = static_cast<int>(std::thread::hardware_concurrency());
  options.until_caught_up = true;
  options.runner = SharingMemory(kServeMemory - kViewMemory, kPartitions);
  return options;
}

absl::Status ServeAll(EventLog& log, const Views& views,
                      EngineOptions options) {
  Engine engine(
      log, [&](int32_t partition) { return views.Open(partition); },
      SystemClock(), std::move(options));
  return engine.Run();
}

}  // namespace laurel
