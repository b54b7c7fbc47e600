// All customers of a view, one after another.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "engine/domain/customer.h"
#include "engine/runtime/view_store.h"

namespace laurel {

// Calls `visit` for each customer in the order of ids, until it fails; its
// failure is returned. The customer lives as long as the call. DATA_LOSS: a row
// cannot be read.
absl::Status VisitCustomers(
    ViewStore& store,
    const std::function<absl::Status(const Customer&)>& visit);

}  // namespace laurel
