#include "engine/program/succession.h"

#include <string>

#include "engine/program/text.h"
#include "engine/program/vocabulary.h"

namespace laurel {
namespace {

using Errors = std::vector<ProgramError>;

void Complain(Errors& errors, std::string_view path, std::string message) {
  errors.push_back({0, 0, std::string(path), std::move(message)});
}

void CheckUnits(const Program& before, const Program& next, Errors& errors) {
  for (const Unit& old : before.units) {
    const Unit* now = next.FindUnit(old.name);
    if (now == nullptr) {
      Complain(errors, "units",
               Cat("unit ", Quoted(old.name),
                   " is gone, but customers hold it; keep it with "
                   "\"retired: true\""));
    } else if (now->kind != old.kind) {
      Complain(errors, "units",
               Cat("unit ", Quoted(old.name), " was of kind ",
                   NameOf(kUnitKinds, old.kind), " and cannot become ",
                   NameOf(kUnitKinds, now->kind),
                   "; keep it and add a unit of another name"));
    }
  }
}

void CheckLevels(const Program& before, const Program& next, Errors& errors) {
  for (const Level& old : before.tiers.levels) {
    if (next.LevelIndex(old.name) >= 0) continue;
    Complain(errors, "tiers.levels",
             Cat("level ", Quoted(old.name),
                 " is gone, but customers hold it; keep it with "
                 "\"retired: true\""));
  }
}

}  // namespace

std::vector<ProgramError> CheckSuccession(const Program& before,
                                          const Program& next) {
  Errors errors;
  if (next.name != before.name) {
    Complain(errors, "program",
             Cat("this log belongs to the program ", Quoted(before.name),
                 "; another one needs a log of its own"));
  }
  if (next.currency != before.currency) {
    Complain(
        errors, "currency",
        Cat("balances are in ", before.currency.text(), " and stay in it; ",
            next.currency.text(), " needs a program of its own"));
  }
  CheckUnits(before, next, errors);
  CheckLevels(before, next, errors);
  return errors;
}

}  // namespace laurel
