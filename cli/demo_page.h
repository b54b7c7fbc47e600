// What `laurel demo` tells when it is done.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/figures.h"
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

// A page of text for a shop owner.
std::string DemoPage(const DemoFacts& facts, const Figures& figures,
                     const std::vector<News>& news, const Program& program);

// The same as JSON, without the news.
std::string DemoJson(const DemoFacts& facts, const Figures& figures);

}  // namespace laurel
