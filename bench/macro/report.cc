#include "bench/macro/report.h"

#include <cmath>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace laurel {

std::string Readable(double value) {
  if (std::abs(value) < 100) return absl::StrFormat("%.3g", value);
  std::string digits = absl::StrFormat("%.0f", value);
  const size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) {
    digits.insert(at -= 3, 1, ',');
  }
  return digits;
}

void Report::Machine(const std::string& description) const {
  if (!digests_only_) std::printf("%s\n", description.c_str());
}

void Report::Section(const std::string& title) const {
  std::printf("\n### %s\n\n", title.c_str());
  if (digests_only_) return;
  std::printf("| what | measured | target | |\n|---|---|---|---|\n");
  std::fflush(stdout);
}

void Report::Row(const std::string& what, const std::string& measured,
                 const std::string& target, std::optional<bool> met) {
  if (met == false) ++missed_;
  if (digests_only_) return;
  const char* verdict = !met.has_value() ? "" : *met ? "met" : "**missed**";
  std::printf("| %s | %s | %s | %s |\n", what.c_str(), measured.c_str(),
              target.c_str(), verdict);
  std::fflush(stdout);
}

void Report::AtLeast(const std::string& what, double measured, double least,
                     const std::string& unit) {
  Row(what, absl::StrCat(Readable(measured), " ", unit),
      absl::StrCat("≥ ", Readable(least)), measured >= least);
}

void Report::AtMost(const std::string& what, double measured, double most,
                    const std::string& unit) {
  Row(what, absl::StrCat(Readable(measured), " ", unit),
      absl::StrCat("≤ ", Readable(most)), measured <= most);
}

void Report::Digest(const std::string& what, uint64_t digest) const {
  if (digests_only_) {
    std::printf("%s: %016llx\n", what.c_str(),
                static_cast<unsigned long long>(digest));
  } else {
    std::printf("| digest of %s | %016llx | | |\n", what.c_str(),
                static_cast<unsigned long long>(digest));
  }
  std::fflush(stdout);
}

}  // namespace laurel
