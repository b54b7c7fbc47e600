#include "engine/runtime/records.h"

#include <bit>
#include <cstring>

namespace laurel {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the record format is little endian and copied as it lies");

constexpr size_t kRecordHead = 3 * sizeof(uint32_t);
constexpr size_t kHeaderHead = 2 * sizeof(uint32_t);

char* Put32(char* out, size_t value) {
  const auto word = static_cast<uint32_t>(value);
  std::memcpy(out, &word, sizeof word);
  return out + sizeof word;
}

char* PutBytes(char* out, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
  return out + bytes.size();
}

uint32_t Get32(const char* in) {
  uint32_t word;
  std::memcpy(&word, in, sizeof word);
  return word;
}

size_t EncodedSize(std::span<const Header> headers) {
  size_t size = 0;
  for (const Header& h : headers) {
    size += kHeaderHead + h.name.size() + h.value.size();
  }
  return size;
}

char* PutHeaders(char* out, std::span<const Header> headers) {
  for (const Header& h : headers) {
    out = Put32(out, h.name.size());
    out = Put32(out, h.value.size());
    out = PutBytes(out, h.name);
    out = PutBytes(out, h.value);
  }
  return out;
}

bool TakeHeader(std::string_view& bytes, Header& header) {
  if (bytes.size() < kHeaderHead) return false;
  const size_t name = Get32(bytes.data());
  const size_t value = Get32(bytes.data() + 4);
  if (bytes.size() - kHeaderHead < name + value) return false;
  header = {bytes.substr(kHeaderHead, name),
            bytes.substr(kHeaderHead + name, value)};
  bytes.remove_prefix(kHeaderHead + name + value);
  return true;
}

}  // namespace

void AppendRecord(std::string_view key, std::string_view value,
                  std::span<const Header> headers, std::vector<char>& out) {
  const size_t headers_size = EncodedSize(headers);
  const size_t start = out.size();
  out.resize(start + kRecordHead + key.size() + headers_size + value.size());
  char* at = out.data() + start;
  at = Put32(at, key.size());
  at = Put32(at, headers_size);
  at = Put32(at, value.size());
  at = PutBytes(at, key);
  at = PutHeaders(at, headers);
  PutBytes(at, value);
}

void AppendEncoded(const Record& record, std::vector<char>& out) {
  const size_t start = out.size();
  out.resize(start + kRecordHead + record.key.size() + record.headers.size() +
             record.value.size());
  char* at = out.data() + start;
  at = Put32(at, record.key.size());
  at = Put32(at, record.headers.size());
  at = Put32(at, record.value.size());
  at = PutBytes(at, record.key);
  at = PutBytes(at, record.headers);
  PutBytes(at, record.value);
}

bool TakeRecord(std::string_view& bytes, Record& record) {
  if (bytes.size() < kRecordHead) return false;
  const size_t key = Get32(bytes.data());
  const size_t headers = Get32(bytes.data() + 4);
  const size_t value = Get32(bytes.data() + 8);
  const size_t size = kRecordHead + key + headers + value;
  if (bytes.size() < size) return false;
  const char* at = bytes.data() + kRecordHead;
  record = {{at, key}, {at + key, headers}, {at + key + headers, value}};
  bytes.remove_prefix(size);
  return true;
}

std::vector<Header> ParseHeaders(std::string_view encoded) {
  std::vector<Header> headers;
  Header header;
  while (TakeHeader(encoded, header)) headers.push_back(header);
  return headers;
}

std::string_view FindHeader(std::string_view encoded, std::string_view name) {
  Header header;
  while (TakeHeader(encoded, header)) {
    if (header.name == name) return header.value;
  }
  return {};
}

}  // namespace laurel
