#include "cli/exit.h"

#include <string>

namespace laurel {

Exit ExitOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return Exit::kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kOutOfRange:
      return Exit::kWrongInput;
    case absl::StatusCode::kUnimplemented:
      return Exit::kWrongUse;
    default:
      return Exit::kFailed;
  }
}

absl::Status WrongUse(std::string_view message) {
  return absl::UnimplementedError(std::string(message));
}

}  // namespace laurel
