// JSON to be written, field by field in the order given.
//
//   JsonObject row;
//   row.Set("unit", "points");
//   row.Set("rows", 128);          // 64-bit integers as strings: SetAmount
//   PrintLine(row.Text());         // {"unit": "points", "rows": 128}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace laurel {

// In quotes, escaped; bytes that are not UTF-8 are passed through.
std::string JsonString(std::string_view text);

class JsonObject {
 public:
  JsonObject& Set(std::string_view name, std::string_view value) {
    return SetRaw(name, JsonString(value));
  }
  JsonObject& Set(std::string_view name, const char* value) {
    return Set(name, std::string_view(value));
  }
  JsonObject& Set(std::string_view name, int64_t value) {
    return SetRaw(name, std::to_string(value));
  }
  JsonObject& SetFlag(std::string_view name, bool value) {
    return SetRaw(name, value ? "true" : "false");
  }
  // As protobuf JSON has 64-bit integers: a string of digits.
  JsonObject& SetAmount(std::string_view name, int64_t value) {
    return Set(name, std::to_string(value));
  }
  // `json` is JSON already.
  JsonObject& SetRaw(std::string_view name, std::string_view json);

  bool empty() const { return text_.size() == 1; }
  std::string Text() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

class JsonArray {
 public:
  void Add(std::string_view text) { AddRaw(JsonString(text)); }
  void AddRaw(std::string_view json);
  std::string Text() const { return text_ + "]"; }

 private:
  std::string text_ = "[";
};

}  // namespace laurel
