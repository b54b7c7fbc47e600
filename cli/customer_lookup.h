// One customer of a data directory, now or as of an instant.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/log_address.h"
#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/partition.h"
#include "engine/runtime/history.h"

namespace laurel {

struct FoundCustomer {
  Customer customer;
  Partition partition;  // its clock and programs then

  // Null before the first program.
  const PublishedProgram* program() const { return partition.Current(); }
};

// Beside a serving process, too. With `read` or `at` the customer's history is
// folded from the log; otherwise the view and what was decided since. NotFound:
// not known by then.
absl::StatusOr<FoundCustomer> LookUp(const LogAddress& place,
                                     const std::string& customer,
                                     std::optional<Instant> at,
                                     const ReadChapter& read = nullptr);

}  // namespace laurel
