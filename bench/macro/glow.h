// The program that everything is measured under: examples/glow.yaml.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/program.h"

namespace laurel {

struct Glow {
  std::shared_ptr<const Program> program;
  std::string fact;  // its program_published, as bytes, at `since`
  Instant since;
};

// NOT_FOUND names the file.
absl::StatusOr<Glow> LoadGlow(const std::string& file, Instant since);

}  // namespace laurel
