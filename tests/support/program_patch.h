// A program file with a few values changed: what a scenario or a law varies.
//
//   PatchYaml(glow, {{"stacking", "compound"},
//                    {"units[points].clawback", "within_balance"},
//                    {"earn[+]", "{name: x, on: visit_completed, ...}"},
//                    {"tiers.grace", "~"}})
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace laurel {

struct YamlPatch {
  // Keys with dots between; [word] is the element whose name (or unit) is
  // that word, or of that index; [+] is a new one at the end.
  std::string path;
  std::string value;  // YAML; ~ takes the key or the element away
  bool operator==(const YamlPatch&) const = default;
};

// The YAML text with the patches made in order. InvalidArgument names the path
// that leads nowhere.
absl::StatusOr<std::string> PatchYaml(std::string_view yaml,
                                      const std::vector<YamlPatch>& patches);

}  // namespace laurel
