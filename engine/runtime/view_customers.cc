#include "engine/runtime/view_customers.h"

#include <string_view>

#include "engine/base/status.h"
#include "engine/codec/state_codec.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {

absl::Status VisitCustomers(
    ViewStore& store,
    const std::function<absl::Status(const Customer&)>& visit) {
  absl::Status status;
  Customer customer;
  const auto take = [&](std::string_view key, std::string_view row) {
    std::string_view state;
    Instant due_row;
    status = SplitCustomerRow(row, &due_row, &state);
    if (status.ok()) status = DecodeCustomer(state, &customer);
    if (!status.ok()) return false;
    customer.id = ParseCustomerKey(key);
    status = visit(customer);
    return status.ok();
  };
  RETURN_IF_ERROR(store.Scan("c", "d", take));
  return status;
}

}  // namespace laurel
