// The decoder of the hot path beside libprotobuf's, over the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace laurel {

// Empty if both understand the same; otherwise what differs. What differs by
// intention:
//  - DecodeFact refuses more: what a fact must be (identifiers, ranges), a
//    value too large, groups (wire types 3 and 4, which protobuf gave up) and
//    the field numbers 19000 to 19999, all of which libprotobuf lets pass
//  - keys and sizes longer than five bytes, which no writer makes: DecodeFact
//    reads them, libprotobuf does not
//  - text that is not UTF-8 and whose field occurs again: the last value
//    counts, and libprotobuf refuses it all the same
std::string DifferenceInDecoding(std::string_view bytes);

}  // namespace laurel
