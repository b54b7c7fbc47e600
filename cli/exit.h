// How `laurel` ends: the exit status that scripts read.
#pragma once

#include "absl/status/status.h"

namespace laurel {

enum class Exit {
  kDone = 0,
  kFailed = 1,      // the disk is full, another process serves, a log is torn
  kWrongUse = 2,    // flags that do not exist, or not together
  kWrongInput = 3,  // a file, a fact, a program or a directory is not right
};

// InvalidArgument, NotFound and OutOfRange are about the input, Unimplemented
// about the use; everything else is a failure.
Exit ExitOf(const absl::Status& status);

// A use that CLI11 cannot refuse by itself.
absl::Status WrongUse(std::string_view message);

}  // namespace laurel
