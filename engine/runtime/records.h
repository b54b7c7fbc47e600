// Records for a log, one after another in one buffer: a batch of a million
// costs a few allocations, and a log on disk writes it as it lies.
//
//   Records decisions;
//   decisions.Add(customer_id, encoded);
//   for (const Record& record : decisions) Use(record.key, record.value);
//
// In the buffer a record is: u32 key size, u32 headers size, u32 value size
// (little endian), then key, headers, value. A header is: u32 name size, u32
// value size, name, value. Each part is below 4 GiB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

namespace laurel {

struct Header {
  std::string_view name;
  std::string_view value;
  bool operator==(const Header&) const = default;
};

// Views into a buffer that somebody else owns.
struct Record {
  std::string_view key;
  std::string_view headers;  // encoded; ParseHeaders
  std::string_view value;
  bool operator==(const Record&) const = default;
};

// Appends one record to `out`.
void AppendRecord(std::string_view key, std::string_view value,
                  std::span<const Header> headers, std::vector<char>& out);

// The same for a record that was taken from another buffer.
void AppendEncoded(const Record& record, std::vector<char>& out);

// Takes the first record off `bytes`; false, and nothing changed, if `bytes`
// is empty or does not hold a whole record.
bool TakeRecord(std::string_view& bytes, Record& record);

// Views into `encoded`, in the order they were added; stops at what is not a
// whole header.
std::vector<Header> ParseHeaders(std::string_view encoded);

// The value of the first header of that name, or empty.
std::string_view FindHeader(std::string_view encoded, std::string_view name);

class Records {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Record;
    using difference_type = std::ptrdiff_t;
    using pointer = const Record*;
    using reference = const Record&;

    const Record& operator*() const { return record_; }
    const Record* operator->() const { return &record_; }
    Iterator& operator++() {
      more_ = TakeRecord(rest_, record_);
      return *this;
    }
    bool operator==(const Iterator& other) const {
      return more_ == other.more_ && rest_.size() == other.rest_.size();
    }

   private:
    friend class Records;
    explicit Iterator(std::string_view bytes) : rest_(bytes) { ++*this; }
    Iterator() = default;

    std::string_view rest_;
    Record record_;
    bool more_ = false;
  };

  // Copies its arguments. Invalidates iterators and views.
  void Add(std::string_view key, std::string_view value,
           std::span<const Header> headers = {}) {
    AppendRecord(key, value, headers, bytes_);
    ++size_;
  }
  void Add(std::string_view key, std::string_view value,
           std::initializer_list<Header> headers) {
    Add(key, value, std::span(headers.begin(), headers.size()));
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Keeps the memory.
  void clear() {
    bytes_.clear();
    size_ = 0;
  }

  Iterator begin() const { return Iterator(bytes()); }
  Iterator end() const { return Iterator(); }

  // The encoded records.
  std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

  bool operator==(const Records&) const = default;

 private:
  std::vector<char> bytes_;
  size_t size_ = 0;
};

// Records that say which partition they go to.
class RoutedRecords {
 public:
  void Add(int32_t partition, std::string_view key, std::string_view value,
           std::span<const Header> headers = {}) {
    records_.Add(key, value, headers);
    partitions_.push_back(partition);
  }

  size_t size() const { return partitions_.size(); }
  bool empty() const { return partitions_.empty(); }
  void clear() {
    records_.clear();
    partitions_.clear();
  }

  const Records& records() const { return records_; }
  // partitions()[i] is where the i-th record goes.
  std::span<const int32_t> partitions() const { return partitions_; }

  bool operator==(const RoutedRecords&) const = default;

 private:
  Records records_;
  std::vector<int32_t> partitions_;
};

}  // namespace laurel
