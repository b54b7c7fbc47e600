#include "connectors/csv/part_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "connectors/csv/text.h"

namespace laurel {

PartFile::~PartFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  if (whole_) unlink(part().c_str());
}

absl::Status PartFile::Open() {
  struct stat there {};
  whole_ = stat(path_.c_str(), &there) != 0 || S_ISREG(there.st_mode);
  file_ = std::fopen(part().c_str(), "wb");
  return file_ != nullptr ? absl::OkStatus() : Failed("open");
}

absl::Status PartFile::Write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
    return Failed("write");
  }
  return absl::OkStatus();
}

absl::Status PartFile::Commit() {
  if (std::fflush(file_) != 0) return Failed("write");
  if (whole_ && fsync(fileno(file_)) != 0) return Failed("write");
  if (whole_ && std::rename(part().c_str(), path_.c_str()) != 0) {
    return Failed("rename");
  }
  std::fclose(file_);
  file_ = nullptr;
  return absl::OkStatus();
}

absl::Status PartFile::Failed(std::string_view what) const {
  const std::string message =
      Concat({"cannot ", what, " ", part(), ": ", std::strerror(errno)});
  return errno == ENOENT ? absl::NotFoundError(message)
                         : absl::UnavailableError(message);
}

}  // namespace laurel
