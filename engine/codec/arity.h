// How many members an aggregate has, so that a list of them can be held
// against it at compile time.
#pragma once

#include <cstddef>
#include <utility>

namespace laurel {

namespace arity_internal {

struct Anything {
  template <typename T>
  operator T() const;
};

template <typename T, size_t... I>
constexpr bool TakesAll(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}

template <typename T, size_t N>
constexpr size_t Count() {
  if constexpr (TakesAll<T>(std::make_index_sequence<N + 1>{})) {
    return Count<T, N + 1>();
  } else {
    return N;
  }
}

}  // namespace arity_internal

template <typename T>
inline constexpr size_t kArityOf = arity_internal::Count<T, 0>();

}  // namespace laurel
