#include "cli/shortage.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <system_error>

namespace laurel {
namespace {

constexpr char kNothingLost[] =
    " The process ends; what was acknowledged is on the log and nothing is "
    "decided twice. Start it again with more.\n";

// No memory may be asked for here.
void Write(const char* text) {
  [[maybe_unused]] const ssize_t written =
      ::write(STDERR_FILENO, text, std::strlen(text));
}

[[noreturn]] void End(const char* why) {
  Write("laurel: ");
  Write(why);
  Write(kNothingLost);
  std::abort();
}

[[noreturn]] void OutOfMemory() {
  End("there is no memory left: the system refuses more (see --memory-mb).");
}

// Unless memory has run out: a thread that cannot be started, or a bug.
[[noreturn]] void Terminated() {
  try {
    if (const auto error = std::current_exception()) {
      std::rethrow_exception(error);
    }
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::resource_unavailable_try_again) {
      End("no thread could be started: memory or the limit of processes "
          "(ulimit -u) is too small.");
    }
    Write("laurel: ");
    End(error.what());
  } catch (const std::exception& error) {
    Write("laurel: ");
    End(error.what());
  } catch (...) {
  }
  // As by a thread that nobody waits for, when another could not be started.
  End("memory or threads were refused, or this is a bug of laurel.");
}

}  // namespace

void PrepareForShortage() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  std::set_new_handler(OutOfMemory);
  std::set_terminate(Terminated);
}

}  // namespace laurel
