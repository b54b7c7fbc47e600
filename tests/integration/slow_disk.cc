// Preloaded into a process, makes every sync of a file take a second longer.
#include <dlfcn.h>
#include <unistd.h>

namespace {

int Delayed(const char* name, int fd) {
  ::sleep(1);
  const auto real = reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, name));
  return real(fd);
}

}  // namespace

extern "C" int fsync(int fd) { return Delayed("fsync", fd); }
extern "C" int fdatasync(int fd) { return Delayed("fdatasync", fd); }
