// Any bytes as a buffer of records and headers: what is taken out and appended
// again is what was there, and nothing outside the buffer is read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "engine/runtime/records.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  std::string_view rest = all;
  laurel::Record record;
  while (laurel::TakeRecord(rest, record)) {
    std::vector<char> again;
    const auto headers = laurel::ParseHeaders(record.headers);
    laurel::AppendRecord(record.key, record.value, headers, again);
    std::string_view bytes(again.data(), again.size());
    laurel::Record twin;
    if (!laurel::TakeRecord(bytes, twin)) std::abort();
    if (twin.key != record.key || twin.value != record.value) std::abort();
    if (laurel::ParseHeaders(twin.headers) != headers) std::abort();
  }
  if (!all.ends_with(rest)) std::abort();
  return 0;
}
