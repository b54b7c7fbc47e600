#include "engine/domain/program.h"

#include <algorithm>

namespace laurel {

const Unit* Program::FindUnit(std::string_view unit) const {
  for (const Unit& candidate : units) {
    if (candidate.name == unit) return &candidate;
  }
  return nullptr;
}

int Program::LevelIndex(std::string_view tier) const {
  for (size_t i = 0; i < tiers.levels.size(); ++i) {
    if (tiers.levels[i].name == tier) return static_cast<int>(i);
  }
  return -1;
}

const Zone& Program::ZoneOf(std::string_view store) const {
  const auto found =
      std::lower_bound(stores.begin(), stores.end(), store,
                       [](const auto& entry, std::string_view name) {
                         return entry.first < name;
                       });
  return found != stores.end() && found->first == store ? found->second : zone;
}

}  // namespace laurel
