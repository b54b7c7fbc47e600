#include "engine/program/succession.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

Unit UnitOf(std::string name) {
  Unit unit;
  unit.name = std::move(name);
  return unit;
}

Level LevelOf(std::string name) {
  Level level;
  level.name = std::move(name);
  return level;
}

Program Before() {
  Program program;
  program.name = "glow";
  program.currency = Currency::Of("CNY");
  program.units = {UnitOf("points"), UnitOf("gift")};
  program.units[1].kind = UnitKind::kVoucher;
  program.tiers.levels = {LevelOf("silver"), LevelOf("gold")};
  return program;
}

std::vector<std::string> Said(const Program& next) {
  std::vector<std::string> said;
  for (const ProgramError& error : CheckSuccession(Before(), next)) {
    EXPECT_EQ(error.line, 0);
    said.push_back(FormatError("new.yaml", error));
  }
  return said;
}

using Sentences = std::vector<std::string>;

TEST(Succession, TheSameAndMoreIsFine) {
  EXPECT_EQ(Said(Before()), Sentences{});
  Program next = Before();
  next.units.insert(next.units.begin(), UnitOf("growth"));
  next.tiers.levels.push_back(LevelOf("black"));
  EXPECT_EQ(Said(next), Sentences{});
}

TEST(Succession, UnitsAndLevelsAreRetiredNotRemoved) {
  Program next = Before();
  next.units[0].retired = true;
  next.tiers.levels[1].retired = true;
  EXPECT_EQ(Said(next), Sentences{});
  next.units.erase(next.units.begin());
  next.tiers.levels.pop_back();
  EXPECT_EQ(Said(next),
            (Sentences{"new.yaml: units: unit \"points\" is gone, but "
                       "customers hold it; keep it with \"retired: true\"",
                       "new.yaml: tiers.levels: level \"gold\" is gone, but "
                       "customers hold it; keep it with \"retired: true\""}));
}

TEST(Succession, KindsNamesAndCurrencyStay) {
  Program next = Before();
  next.name = "shine";
  next.currency = Currency::Of("EUR");
  next.units[1].kind = UnitKind::kPoints;
  EXPECT_EQ(Said(next),
            (Sentences{"new.yaml: program: this log belongs to the program "
                       "\"glow\"; another one needs a log of its own",
                       "new.yaml: currency: balances are in CNY and stay in "
                       "it; EUR needs a program of its own",
                       "new.yaml: units: unit \"gift\" was of kind voucher "
                       "and cannot become points; keep it and add a unit of "
                       "another name"}));
}

}  // namespace
}  // namespace laurel
