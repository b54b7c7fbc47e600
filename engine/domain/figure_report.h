// The figures of docs/domain-map.md section 15, worked out from counters for a
// stretch of days and one store or all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/domain/figure_counts.h"
#include "engine/domain/program.h"

namespace laurel {

struct FigureScope {
  std::optional<std::string> store;  // none: all
  Day from{INT32_MIN};               // both included
  Day to{INT32_MAX};
};

// How a figure is read. All are integers here.
enum class FigureForm : uint8_t {
  kCount,   // amount
  kMoney,   // amount, minor units
  kShare,   // amount / of
  kMean,    // amount / of
  kTicket,  // amount / of, minor units
  kScore,   // 100 * amount / of: -100 to 100
};

struct FigureLine {
  std::string figure;  // as `targets` name it: "repurchase_rate"
  std::string label;   // a unit, a level, a stage, a campaign; empty: none
  FigureForm form = FigureForm::kCount;
  int64_t amount = 0;
  int64_t of = 0;  // of a share: 0 where there is nothing to judge by
  bool operator==(const FigureLine&) const = default;
};

// In a fixed order. `program` names units, levels and what units are worth.
std::vector<FigureLine> FiguresOf(const CounterTable& table,
                                  const FigureScope& scope,
                                  const Program& program);

// By month of the first visit, `label` "2025-01/3": who came three months
// later, of all who came in January. Months of first visits within the scope.
std::vector<FigureLine> CohortsOf(const CounterTable& table,
                                  const FigureScope& scope);

// What may have to be given for so many units, minor units, rounded up; none
// where the program says no value.
std::optional<int64_t> LiabilityOf(const Unit& unit, int64_t outstanding);

// A goal that the program names, and how far the figure is from it.
struct TargetLine {
  std::string figure;
  int64_t goal = 0;              // times kDecimalScale
  std::optional<int64_t> value;  // likewise; none: nothing to judge by
  bool reached = false;          // at least, or of what should be rare at most
};
std::vector<TargetLine> TargetsOf(const std::vector<FigureLine>& figures,
                                  const Program& program);

}  // namespace laurel
