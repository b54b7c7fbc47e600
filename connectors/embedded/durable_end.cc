#include "connectors/embedded/durable_end.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

constexpr size_t kPageSize = 4096;
constexpr uint64_t kMagic = 0x444e45445255414c;  // "LAURDEND"

std::string FirstPage() {
  std::string page(kPageSize, '\0');
  const uint64_t magic = kMagic;
  page.replace(0, sizeof magic, BytesOf(magic));
  return page;
}

}  // namespace

absl::StatusOr<DurableEnd> DurableEnd::Open(const DiskCalls& disk,
                                            const std::string& path,
                                            bool writable, bool create) {
  auto file = File::Open(path, writable ? O_RDWR : O_RDONLY);
  if (absl::IsNotFound(file.status()) && create) {
    RETURN_IF_ERROR(WriteWhole(disk, path, FirstPage()));
    file = File::Open(path, O_RDWR);
  }
  RETURN_IF_ERROR(file.status());
  ASSIGN_OR_RETURN(int64_t size, file->Size());
  if (size != kPageSize) {
    return absl::DataLossError(absl::StrCat(
        path, " has ", size, " bytes, want ", kPageSize,
        "; remove it and start `laurel serve`, which makes it again"));
  }
  void* page =
      ::mmap(nullptr, kPageSize, writable ? PROT_READ | PROT_WRITE : PROT_READ,
             MAP_SHARED, file->fd(), 0);
  if (page == MAP_FAILED) return ErrnoError(errno, "map", path);
  DurableEnd end(static_cast<Page*>(page));
  if (end.page_->magic.load() == kMagic) return end;
  return absl::DataLossError(absl::StrCat(
      path,
      " is damaged; remove it and start `laurel serve`, which makes it "
      "again"));
}

DurableEnd::DurableEnd(DurableEnd&& other) noexcept
    : page_(std::exchange(other.page_, nullptr)) {}

DurableEnd& DurableEnd::operator=(DurableEnd&& other) noexcept {
  std::swap(page_, other.page_);
  return *this;
}

DurableEnd::~DurableEnd() {
  if (page_ != nullptr) ::munmap(page_, kPageSize);
}

int64_t DurableEnd::sequence() const {
  return page_->sequence.load(std::memory_order_acquire);
}

LogEnd DurableEnd::Load() const {
  return {.sequence = sequence(),
          .records = page_->records.load(std::memory_order_acquire),
          .events = page_->events.load(std::memory_order_acquire),
          .parked = page_->parked.load(std::memory_order_acquire)};
}

// The sequence first: readers that see the counts must see the frames.
void DurableEnd::Store(const LogEnd& end) {
  page_->sequence.store(end.sequence, std::memory_order_release);
  page_->records.store(end.records, std::memory_order_release);
  page_->events.store(end.events, std::memory_order_release);
  page_->parked.store(end.parked, std::memory_order_release);
}

}  // namespace laurel
