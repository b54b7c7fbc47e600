#include "engine/domain/partition.h"

namespace laurel {

const PublishedProgram* Partition::At(Instant at) const {
  for (auto program = programs.rbegin(); program != programs.rend();
       ++program) {
    if (program->since <= at) return &*program;
  }
  return programs.empty() ? nullptr : &programs.front();
}

const PublishedProgram* Partition::Version(uint32_t version) const {
  for (const PublishedProgram& program : programs) {
    if (program.version == version) return &program;
  }
  return nullptr;
}

}  // namespace laurel
