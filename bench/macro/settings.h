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
  uint32_t payments = 24;  // a customer, of `fold` and `serve`
  bool visits = false;
};

// Each measures one thing and adds its rows; README.md says what they mean.
absl::Status BenchDecode(const BenchSettings& settings, Report& report);
absl::Status BenchFold(const BenchSettings& settings, Report& report);
absl::Status BenchBudget(const BenchSettings& settings, Report& report);
// `serve`, then killed and opened again, then the view rebuilt: one log.
absl::Status BenchServe(const BenchSettings& settings, Report& report);
// What a fact costs as customers grow in number, and in history.
absl::Status BenchGrowth(const BenchSettings& settings, Report& report);

// The parts that run in a child, over the log in settings.directory; alone,
// with `--child serve --dir DIR`, for a profile.
absl::Status WriteInChild(const BenchSettings& settings);  // makes the log
absl::Status ServeInChild(const BenchSettings& settings);
absl::Status RunInChild(const BenchSettings& settings);  // until killed
absl::Status OpenInChild(const BenchSettings& settings);
absl::Status RebuildInChild(const BenchSettings& settings);

}  // namespace laurel
