// Status words that this Abseil lacks, under the upstream names.
#pragma once

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace laurel {

// The same code, with where we were in front: "open log/0: no such file".
// OK stays OK.
absl::Status Annotate(const absl::Status& status, std::string_view context);

}  // namespace laurel

#define LAUREL_CONCAT_(a, b) a##b
#define LAUREL_CONCAT(a, b) LAUREL_CONCAT_(a, b)

#define RETURN_IF_ERROR(expr)                           \
  do {                                                  \
    if (absl::Status status_ = (expr); !status_.ok()) { \
      return status_;                                   \
    }                                                   \
  } while (false)

#define ASSIGN_OR_RETURN(lhs, expr) \
  ASSIGN_OR_RETURN_(LAUREL_CONCAT(statusor_, __LINE__), lhs, expr)
#define ASSIGN_OR_RETURN_(tmp, lhs, expr) \
  auto tmp = (expr);                      \
  if (!tmp.ok()) return tmp.status();     \
  lhs = *std::move(tmp)
