#include "cli/customer_lookup.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/data_directory.h"
#include "cli/exit.h"
#include "cli/output.h"
#include "engine/base/hash.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/codec/text.h"

namespace laurel {
namespace {

constexpr size_t kLookUpBytes = size_t{32} << 20;

// A view that cannot be read just now costs time, not the answer.
absl::StatusOr<std::optional<Customer>> FromView(const std::string& directory,
                                                 EventLog& log,
                                                 int32_t partition,
                                                 const std::string& customer,
                                                 Partition* now) {
  const RocksMemory memory(kLookUpBytes);
  auto view = OpenViewToRead(directory, partition, memory);
  if (view.ok() && *view != nullptr) {
    auto found = CurrentCustomer(log, partition, **view, customer, now);
    if (found.ok()) return found;
    Note(absl::StrCat("the view was not used: ",
                      std::string(found.status().message())));
  }
  return FoldCustomer(
      log, partition, customer, std::nullopt, [](const Chapter&) {}, now);
}

absl::Status NotKnown(const LogAddress& place, const std::string& customer,
                      std::optional<Instant> at) {
  return absl::NotFoundError(
      absl::StrCat("customer ", customer, " is not known in ", place.name(),
                   at ? absl::StrCat(" by ", FormatInstant(*at)) : ""));
}

}  // namespace

absl::StatusOr<FoundCustomer> LookUp(const LogAddress& place,
                                     const std::string& customer,
                                     std::optional<Instant> at,
                                     const ReadChapter& read) {
  if (!IsIdentifier(customer)) {
    return WrongUse(absl::StrCat("CUSTOMER ", WhyNoIdentifier(customer)));
  }
  ASSIGN_OR_RETURN(auto log, OpenLog(place, Access::kRead));
  const int32_t partition = PartitionOf(customer, log->identity().partitions);
  FoundCustomer found;
  std::optional<Customer> folded;
  if (at || read) {
    ASSIGN_OR_RETURN(
        folded, FoldCustomer(
                    *log, partition, customer, at,
                    read ? read : [](const Chapter&) {}, &found.partition));
  } else {
    ASSIGN_OR_RETURN(folded, FromView(place.data, *log, partition, customer,
                                      &found.partition));
  }
  if (!folded) return NotKnown(place, customer, at);
  found.customer = *std::move(folded);
  // What was due by then has fired, also what nobody has recorded yet.
  if (at) found.partition.clock = std::max(found.partition.clock, *at);
  return found;
}

}  // namespace laurel
