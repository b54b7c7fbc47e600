// The long lists of a customer as packed numbers; state.proto says how.
#pragma once

#include <string_view>
#include <vector>

#include "engine/codec/fault.h"
#include "engine/codec/schema.h"
#include "engine/codec/write.h"
#include "engine/domain/customer.h"

namespace laurel {

#define LAUREL_PACKED(Type)                                             \
  template <>                                                           \
  struct PackedForm<Type> {                                             \
    static void Write(const Type& list, WireWriter& out);               \
    static bool Read(std::string_view bytes, Type& list, Fault* fault); \
  }

LAUREL_PACKED(std::vector<Lot>);
LAUREL_PACKED(std::vector<Day>);
LAUREL_PACKED(std::vector<DayAmount>);
LAUREL_PACKED(std::vector<StoreVisit>);
LAUREL_PACKED(std::vector<uint16_t>);

#undef LAUREL_PACKED

}  // namespace laurel
