#include "engine/program/not_decided.h"

#include "engine/program/text.h"

namespace laurel {
namespace {

// Whole sections of the file.
struct Section {
  std::string_view key;
  std::string_view says;
};
constexpr Section kSections[] = {
    {"segments", "groups of customers"},
    {"outreach", "occasions to contact a customer"},
    {"feedback", "reports of detractors and promoters"},
    {"complaints", "deadlines of complaints"},
    {"referral", "rewards for bringing a friend"}};

// Parts of the lifecycle.
struct Part {
  std::string_view path;
  std::string_view says;
  bool (*is_used)(const Lifecycle&);
};
constexpr Part kLifecycle[] = {
    {"lifecycle.overdue.method", "model",
     [](const Lifecycle& l) { return l.method == Lifecycle::Method::kModel; }},
    {"lifecycle.overdue.cadence.per_category", "a pace for each service",
     [](const Lifecycle& l) { return l.cadence.per_category; }}};

}  // namespace

std::vector<std::string> NotDecided(const Fields& file,
                                    const Program& program) {
  std::vector<std::string> out;
  for (const Part& part : kLifecycle) {
    if (program.lifecycle.decided && part.is_used(program.lifecycle)) {
      out.push_back(Cat(part.path, ": ", part.says));
    }
  }
  for (const Section& section : kSections) {
    if (file.Has(section.key)) {
      out.push_back(Cat(section.key, ": ", section.says));
    }
  }
  return out;
}

}  // namespace laurel
