// The table that the benchmarks print: Markdown, as docs/benchmarks.md has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace laurel {

class Report {
 public:
  // With `digests_only` nothing that differs between machines is printed.
  explicit Report(bool digests_only) : digests_only_(digests_only) {}

  void Machine(const std::string& description) const;
  void Section(const std::string& title) const;

  // `met`: whether the target was; absent where there is none.
  void Row(const std::string& what, const std::string& measured,
           const std::string& target = "", std::optional<bool> met = {});

  // At least `least`, or at most `most`, of `unit`.
  void AtLeast(const std::string& what, double measured, double least,
               const std::string& unit);
  void AtMost(const std::string& what, double measured, double most,
              const std::string& unit);

  // What the same workload must lead to on every machine.
  void Digest(const std::string& what, uint64_t digest) const;

  int missed() const { return missed_; }

 private:
  const bool digests_only_;
  int missed_ = 0;
};

// "1,234,567" or "0.83"; three digits at least.
std::string Readable(double value);

}  // namespace laurel
