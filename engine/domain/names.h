// The names of values as others see them: in parked copies, messages, figures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/domain/words.h"

namespace laurel {

// "unknown_payment"
std::string_view Name(RejectReason reason);

// "wrong_partition"
std::string_view Name(ParkReason reason);

// All that a parked copy may give as its reason: of both kinds.
std::vector<std::string> ReasonNames();

// "at_risk"; empty for none.
std::string_view Name(Stage stage);

// "wechat"; empty for none.
std::string_view Name(Channel channel);

// "earn"; empty for none.
std::string_view Name(Theme theme);

}  // namespace laurel
