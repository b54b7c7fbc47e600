#include "engine/runtime/view_write.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "engine/runtime/view_keys.h"

namespace laurel {
namespace {

using Entry = std::pair<std::string_view, std::string_view>;

// `newest` is used again for its memory.
void AddDocuments(const WrittenCustomer& customer, std::vector<Entry>& newest,
                  StoreBatch& batch) {
  newest.clear();
  for (std::string_view rest = customer.documents; !rest.empty();) {
    const std::string_view key = TakeSized(rest);
    newest.emplace_back(key, TakeSized(rest));
  }
  // The last of one key is the newest.
  std::stable_sort(
      newest.begin(), newest.end(),
      [](const Entry& a, const Entry& b) { return a.first < b.first; });
  for (size_t i = 0; i < newest.size(); ++i) {
    const auto& [key, value] = newest[i];
    if (i + 1 < newest.size() && newest[i + 1].first == key) continue;
    batch.Put(DocumentRowKey(customer.id, static_cast<DocumentKind>(key[0]),
                             key.substr(1)),
              value);
  }
}

}  // namespace

// Customers stay where they are: the partition looks into their documents.
void ViewWrite::AddRows(StoreBatch& batch) {
  std::vector<const WrittenCustomer*> sorted;
  sorted.reserve(customers.size());
  for (const WrittenCustomer& one : customers) sorted.push_back(&one);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->id < b->id; });
  for (const WrittenCustomer* one : sorted) {
    batch.Put(CustomerKey(one->id),
              EncodeCustomerRow(one->due_row, one->state));
  }
  moves.AddRows(batch);
  std::vector<Entry> newest;
  for (const WrittenCustomer* one : sorted) AddDocuments(*one, newest, batch);
  for (const auto& [version, row] : programs) {
    batch.Put(ProgramKey(version), row);
  }
  batch.Put(kProgressKey, EncodeProgress(progress));
}

void AppendSized(std::string_view bytes, std::string& out) {
  const auto size = static_cast<uint32_t>(bytes.size());
  char header[sizeof(size)];
  std::memcpy(header, &size, sizeof(size));
  out.append(header, sizeof(size)).append(bytes);
}

std::string_view TakeSized(std::string_view& rest) {
  uint32_t size = 0;
  std::memcpy(&size, rest.data(), sizeof(size));
  const std::string_view bytes = rest.substr(sizeof(size), size);
  rest.remove_prefix(sizeof(size) + size);
  return bytes;
}

}  // namespace laurel
