// What `laurel demo` tells when it is done.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/census.h"
#include "cli/news.h"
#include "engine/domain/figure_counts.h"
#include "engine/domain/program.h"

namespace laurel {

struct DemoFacts {
  std::string data;
  Instant begin, end;
  int64_t facts = 0;
  int64_t events = 0;   // derived
  int64_t told_ms = 0;  // making and appending the facts
  int64_t fold_ms = 0;  // deciding them
};

// How complaints were kept, of those that had an answer or an end, or are
// overdue.
struct ComplaintTotals {
  int64_t opened = 0;
  int64_t answered_in_time = 0, answers_overdue = 0;
  int64_t resolved_in_time = 0, resolutions_overdue = 0;
};
ComplaintTotals ComplaintsOf(const CounterTable& table);

// A page of text for a shop owner.
std::string DemoPage(const DemoFacts& facts, const Census& census,
                     const ComplaintTotals& complaints,
                     const std::vector<News>& news, const Program& program);

// The same as JSON, without the news.
std::string DemoJson(const DemoFacts& facts, const Census& census,
                     const ComplaintTotals& complaints);

}  // namespace laurel
