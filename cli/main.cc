#include <signal.h>

#include "cli/laurel.h"
#include "cli/shortage.h"

// Read by jemalloc, where it is linked: what was freed goes back to the system
// after 200 ms, not after 10 s, so that bursts of commits do not add up; and
// few threads keep pieces of their own.
extern "C" const char* malloc_conf;
const char* malloc_conf = "narenas:4,dirty_decay_ms:200,muzzy_decay_ms:0";

int main(int argc, char** argv) {
  // A file that reaches its limit is then a failed write, with a message.
  signal(SIGXFSZ, SIG_IGN);
  laurel::PrepareForShortage();
  return laurel::RunLaurel(argc, argv);
}
