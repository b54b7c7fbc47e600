// The rows of a view, and their keys. Customers lie close together, since each
// fact reads one; documents, of which there are many more, are seldom read.
// Identifiers hold no control characters, so 0x00 ends one.
//
//   key                                  value
//   c <customer>                         the customer's row: view_rows.h
//   d <instant, 8 bytes big end.> <cust> empty: the due index
//   f <customer> 00 <kind> <id>          a document of theirs: state.proto
//   m progress                           how far the view has folded
//   m program <version, 4 bytes>         a published program: view_rows.h
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/time.h"
#include "engine/domain/documents.h"

namespace laurel {

inline constexpr std::string_view kProgressKey = "m progress";
inline constexpr std::string_view kProgramPrefix = "m program ";

std::string CustomerKey(std::string_view customer);
std::string DocumentRowKey(std::string_view customer, DocumentKind kind,
                           std::string_view id);
std::string DueKey(Instant at, std::string_view customer);
std::string ProgramKey(uint32_t version);

// The key behind the last one with this prefix.
std::string EndOf(std::string_view prefix);

// A key that begins with 'c': whose row it is.
std::string_view ParseCustomerKey(std::string_view key);

// A key that begins with 'd'.
struct DueEntry {
  Instant at;
  std::string customer;
  auto operator<=>(const DueEntry&) const = default;
};
DueEntry ParseDueKey(std::string_view key);

}  // namespace laurel
