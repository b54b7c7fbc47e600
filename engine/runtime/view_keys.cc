#include "engine/runtime/view_keys.h"

namespace laurel {
namespace {

void AppendBigEndian(uint64_t value, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

// Instants of the index may lie before 1970: shift them to rise as bytes.
constexpr uint64_t kSign = uint64_t{1} << 63;

}  // namespace

std::string CustomerKey(std::string_view customer) {
  return std::string("c").append(customer);
}

std::string DocumentRowKey(std::string_view customer, DocumentKind kind,
                           std::string_view id) {
  std::string key = "f";
  key.append(customer).push_back('\0');
  key.push_back(static_cast<char>(kind));
  key.append(id);
  return key;
}

std::string DueKey(Instant at, std::string_view customer) {
  std::string key = "d";
  AppendBigEndian(static_cast<uint64_t>(at.ms) ^ kSign, 8, key);
  key.append(customer);
  return key;
}

std::string ProgramKey(uint32_t version) {
  std::string key(kProgramPrefix);
  AppendBigEndian(version, 4, key);
  return key;
}

std::string EndOf(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

std::string_view ParseCustomerKey(std::string_view key) {
  return key.substr(1);
}

DueEntry ParseDueKey(std::string_view key) {
  uint64_t at = 0;
  for (size_t i = 1; i <= 8; ++i) {
    at = at << 8 | static_cast<unsigned char>(key[i]);
  }
  return {Instant{static_cast<int64_t>(at ^ kSign)},
          std::string(key.substr(9))};
}

}  // namespace laurel
