#include "connectors/csv/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

absl::Status FileError(const std::string& path, int error) {
  const std::string message = Concat({path, ": ", std::strerror(error)});
  return error == ENOENT ? absl::NotFoundError(message)
                         : absl::InvalidArgumentError(message);
}

class FileBytes : public ByteSource {
 public:
  FileBytes(std::string path, int fd, int64_t total)
      : path_(std::move(path)), fd_(fd), total_(total) {}
  ~FileBytes() override { close(fd_); }

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    ssize_t n;
    do {
      n = read(fd_, out, size);
    } while (n < 0 && errno == EINTR);
    if (n < 0) return FileError(path_, errno);
    done_ += n;
    return static_cast<size_t>(n);
  }
  int64_t bytes_done() const override { return done_; }
  int64_t bytes_total() const override { return total_; }
  bool StartsWithZstd() const {
    unsigned char magic[4] = {};
    return pread(fd_, magic, 4, 0) == 4 && magic[0] == 0x28 &&
           magic[1] == 0xB5 && magic[2] == 0x2F && magic[3] == 0xFD;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_;
  int64_t total_;
  int64_t done_ = 0;
};

class ZstdBytes : public ByteSource {
 public:
  explicit ZstdBytes(std::unique_ptr<FileBytes> file)
      : file_(std::move(file)), stream_(ZSTD_createDStream()) {
    // Files packed with --long=27 need a window of 128 MiB.
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 27);
  }
  ~ZstdBytes() override { ZSTD_freeDStream(stream_); }

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    ZSTD_outBuffer output{out, size, 0};
    while (output.pos == 0) {
      if (input_.pos == input_.size) {
        ASSIGN_OR_RETURN(const bool more, Refill());
        if (!more) return frame_open_ ? Broken("ends inside a frame") : 0;
      }
      const size_t left = ZSTD_decompressStream(stream_, &output, &input_);
      if (ZSTD_isError(left)) return Broken(ZSTD_getErrorName(left));
      frame_open_ = left != 0;
    }
    return output.pos;
  }
  int64_t bytes_done() const override { return file_->bytes_done(); }
  int64_t bytes_total() const override { return file_->bytes_total(); }

 private:
  absl::StatusOr<bool> Refill() {
    ASSIGN_OR_RETURN(const size_t n,
                     file_->Read(packed_.data(), packed_.size()));
    input_ = {packed_.data(), n, 0};
    return n > 0;
  }
  absl::StatusOr<size_t> Broken(const char* why) const {
    return absl::DataLossError(
        Concat({file_->path(), ": broken zstd data near byte ",
                std::to_string(file_->bytes_done()), ": ", why}));
  }

  std::unique_ptr<FileBytes> file_;
  ZSTD_DStream* stream_;
  std::vector<char> packed_ = std::vector<char>(ZSTD_DStreamInSize());
  ZSTD_inBuffer input_{nullptr, 0, 0};
  bool frame_open_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> ByteSource::Open(
    const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError(path, errno);
  struct stat info {};
  fstat(fd, &info);
  auto file = std::make_unique<FileBytes>(path, fd, info.st_size);
  if (S_ISDIR(info.st_mode)) return FileError(path, EISDIR);
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(
        Concat({path,
                ": a pipe or device; it is read twice, so a file is "
                "wanted"}));
  }
  if (!file->StartsWithZstd()) return {std::move(file)};
  return {std::make_unique<ZstdBytes>(std::move(file))};
}

}  // namespace laurel
