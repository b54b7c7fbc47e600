// Facts and derived events as sentences for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/money.h"
#include "engine/base/zone.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/fact.h"

namespace laurel {

// By the clocks of `zone`: "2025-02-03", "2025-02-03 15:00".
std::string DateText(Instant at, const Zone& zone);
std::string TimeText(Instant at, const Zone& zone);

// "128.50 CNY"
std::string MoneyText(const Money& money);

// "at_risk" -> "at risk"; nobody's stage is "no stage".
std::string StageText(Stage stage);

// "payment p-1 of 128.50 CNY"
std::string FactText(const Fact& fact, const Zone& zone);

// "earned 128 points (base 128), expire 2026-03-01"
std::string EventText(const DerivedEvent& event, const Zone& zone);

// The unit that the event is about; empty: none, or it is not said.
std::string_view UnitOf(const DerivedBody& body);

}  // namespace laurel
