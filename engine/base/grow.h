// Vectors that live long and are many: a quarter of room to grow, no more.
#pragma once

#include <algorithm>
#include <vector>

namespace laurel {

// Before something is inserted. std::vector alone doubles, and of half a
// million customers' lists a third would be room that nobody uses.
template <typename T>
void MakeRoom(std::vector<T>& list) {
  if (list.size() < list.capacity()) return;
  list.reserve(list.size() + std::max<size_t>(2, list.size() / 4));
}

}  // namespace laurel
