#include "engine/program/not_decided.h"

#include <array>

#include "engine/program/text.h"

namespace laurel {
namespace {

// Whole sections of the file.
struct Section {
  std::string_view key;
  std::string_view says;
};
// None is left: all that can be written is decided.
constexpr std::array<Section, 0> kSections = {};

}  // namespace

std::vector<std::string> NotDecided(const Fields& file, const Program&) {
  std::vector<std::string> out;
  for (const Section& section : kSections) {
    if (file.Has(section.key)) {
      out.push_back(Cat(section.key, ": ", section.says));
    }
  }
  return out;
}

}  // namespace laurel
