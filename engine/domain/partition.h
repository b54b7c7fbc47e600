// What a partition knows beside its customers: its clock and its programs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/domain/program.h"

namespace laurel {

struct PublishedProgram {
  uint32_t version = 0;
  Instant since;  // the partition's clock when it came into force
  std::shared_ptr<const Program> program;
};

// The clock is the greatest recorded_at seen; it never goes back.
struct Partition {
  Instant clock = kEarliest;
  bool importing = false;  // between import_started and import_finished
  std::vector<PublishedProgram> programs;  // rising versions

  // Null before the first publication.
  const PublishedProgram* Current() const {
    return programs.empty() ? nullptr : &programs.back();
  }
  // The one in force at `at`; before the first, the first.
  const PublishedProgram* At(Instant at) const;
  const PublishedProgram* Version(uint32_t version) const;
};

}  // namespace laurel
