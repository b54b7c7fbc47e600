// The programs of one partition as its facts come by. A publication is in force
// after the last decision on it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "engine/domain/program.h"
#include "engine/runtime/logged_fact.h"

namespace laurel {

class ProgramsMet {
 public:
  // Each fact, before its decisions are looked at; again does no harm.
  absl::Status Meet(const LoggedFact& fact);

  // The one in force; null before the first.
  const Program* current() const { return now_.program.get(); }
  // The one of the highest version, in force or not yet.
  const std::shared_ptr<const Program>& latest() const;
  uint32_t latest_version() const;

  // The facts that published them, in protobuf; empty: none. What they were
  // when `last_fact` had been met can be put back.
  const std::string& fact() const { return now_.fact; }
  const std::string& next_fact() const { return next_.fact; }
  absl::Status PutBack(int64_t last_fact, const std::string& fact,
                       const std::string& next_fact);

 private:
  struct Published {
    uint32_t version = 0;
    std::shared_ptr<const Program> program;
    std::string fact;
  };
  static absl::Status Load(const std::string& fact, Published* out);

  int64_t offset_ = -1;
  Published now_, next_;  // next_.program null: none
};

}  // namespace laurel
