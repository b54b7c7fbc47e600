#include "engine/codec/json_text.h"

#include <cstdio>

namespace laurel {
namespace {

void AppendEscaped(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\r':
      out += "\\r";
      return;
  }
  char escaped[8];
  std::snprintf(escaped, sizeof escaped, "\\u%04x",
                static_cast<unsigned char>(c));
  out += escaped;
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const bool plain = static_cast<unsigned char>(c) >= 0x20 && c != '"' &&
                       c != '\\' && c != 0x7f;
    if (plain) {
      out += c;
    } else {
      AppendEscaped(c, out);
    }
  }
  return out + "\"";
}

JsonObject& JsonObject::SetRaw(std::string_view name, std::string_view json) {
  if (!empty()) text_ += ", ";
  text_ += JsonString(name);
  text_ += ": ";
  text_ += json;
  return *this;
}

void JsonArray::AddRaw(std::string_view json) {
  if (text_.size() > 1) text_ += ", ";
  text_ += json;
}

}  // namespace laurel
