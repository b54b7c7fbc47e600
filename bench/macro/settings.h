// What all sections are told, and the sections.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "bench/macro/report.h"

namespace laurel {

struct BenchSettings {
  std::string program = "examples/glow.yaml";
  std::string directory;  // for logs and views; emptied
  uint32_t customers = 200'000;
  bool visits = false;
};

// Each measures one thing and adds its rows; README.md says what they mean.
absl::Status BenchDecode(const BenchSettings& settings, Report& report);
absl::Status BenchFold(const BenchSettings& settings, Report& report);
absl::Status BenchBudget(const BenchSettings& settings, Report& report);

}  // namespace laurel
