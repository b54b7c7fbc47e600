#include "engine/codec/cursor.h"

namespace laurel {
namespace {

// At the value of the field that begins at `field`.
protozero::pbf_reader At(const char* field, const char* end) {
  protozero::pbf_reader reader(field, static_cast<size_t>(end - field));
  reader.next();
  return reader;
}

}  // namespace

WireCursor::Found WireCursor::LongKey(const char* field, const char* end) {
  const auto byte = [&](int i) {
    return uint64_t{static_cast<unsigned char>(field[i])};
  };
  if (end - field >= 2 && byte(1) < 0x80) {
    return {(byte(0) & 0x7f) | byte(1) << 7, field + 2};
  }
  const protozero::pbf_reader reader = At(field, end);
  return {WireKey(reader.tag(), reader.wire_type()), end - reader.length()};
}

WireCursor::Found WireCursor::LongVarint(const char* next, const char* end,
                                         const char* field) {
  const char* const last = end - next < 9 ? end : next + 9;
  uint64_t value = 0;
  for (int shift = 0; next != last; shift += 7) {
    const uint64_t byte = static_cast<unsigned char>(*next++);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return {value, next};
  }
  protozero::pbf_reader reader = At(field, end);
  value = reader.get_uint64();
  return {value, end - reader.length()};
}

std::string_view WireCursor::LongText(const char* field, const char* end) {
  protozero::pbf_reader reader = At(field, end);
  const auto view = reader.get_view();
  return {view.data(), view.size()};
}

const char* WireCursor::Skipped(const char* field, const char* end) {
  protozero::pbf_reader reader = At(field, end);
  reader.skip();
  return end - reader.length();
}

}  // namespace laurel
