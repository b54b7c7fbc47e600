#include "cli/published_flag.h"

#include "absl/strings/str_cat.h"
#include "engine/base/nearest.h"

namespace laurel {
namespace {

bool IsGroup(const std::string& word) {
  return word == "default" || word == "all" || word == "none";
}

std::string WhyNone(const std::string& word) {
  const EventNames all = AllEventNames();
  if (IsGroup(word) || all.count(word) != 0) return "";
  const std::string near = NearestName(word, {all.begin(), all.end()});
  return absl::StrCat("\"", word, "\" is no derived event",
                      near.empty()
                          ? std::string()
                          : absl::StrCat(" (did you mean ", near, "?)"),
                      "; `default`, `all` and `none` stand for many");
}

}  // namespace

void AddPublished(CLI::App& command, std::vector<std::string>& out) {
  command
      .add_option("--events-publish", out,
                  "which derived events are public: names, separated by "
                  "commas; default: all but the five that are as many as "
                  "payments")
      ->check(CLI::Validator([](std::string& word) { return WhyNone(word); },
                             "NAME,...|default|all|none"))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->capture_default_str();
}

EventNames PublishedNames(const std::vector<std::string>& words) {
  EventNames names;
  for (const std::string& word : words) {
    if (word == "default") names.merge(UsualEventNames());
    if (word == "all") names.merge(AllEventNames());
    if (!IsGroup(word)) names.insert(word);
  }
  return names;
}

}  // namespace laurel
