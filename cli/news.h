// What a shop owner may want to hear of, from the decisions of a log.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/domain/derived_event.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// An event that a shop owner may want to hear of.
struct News {
  std::string customer;
  DerivedEvent event;
};

// The last `each` of every kind of news, in the order of time. Reads all
// decisions.
absl::StatusOr<std::vector<News>> LastNews(EventLog& log, size_t each);

}  // namespace laurel
