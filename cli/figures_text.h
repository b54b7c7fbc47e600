// Figures as a table for people, as JSON and as CSV.
#pragma once

#include <string>
#include <vector>

#include "engine/domain/figure_report.h"
#include "engine/domain/program.h"

namespace laurel {

// A store, a day, a month or the total.
struct FigureGroup {
  std::string name;
  FigureScope scope;
  std::vector<FigureLine> lines;
};

struct FigurePage {
  const Program& program;
  std::vector<FigureGroup> groups;
  std::vector<FigureLine> cohorts;
};

// One group: every figure a line, with its target. Several: a line each, with
// the figures that fit one.
std::string FiguresTable(const FigurePage& page);

// {"program": .., "groups": [{"group": .., "figures": [..], "targets": [..]}],
// "cohorts": [..]}. Amounts are strings of digits, values are numbers.
std::string FiguresJson(const FigurePage& page);

// group,figure,label,value,amount,of,goal
std::string FiguresCsv(const FigurePage& page);

}  // namespace laurel
