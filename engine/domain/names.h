// The names of reasons as others see them: in parked copies and messages.
#pragma once

#include <string_view>

#include "engine/domain/words.h"

namespace laurel {

// "unknown_payment"
std::string_view Name(RejectReason reason);

// "wrong_partition"
std::string_view Name(ParkReason reason);

// "at_risk"; empty for none.
std::string_view Name(Stage stage);

}  // namespace laurel
