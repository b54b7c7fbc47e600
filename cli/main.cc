#include <signal.h>

#include "cli/laurel.h"
#include "cli/shortage.h"

int main(int argc, char** argv) {
  // A file that reaches its limit is then a failed write, with a message.
  signal(SIGXFSZ, SIG_IGN);
  laurel::PrepareForShortage();
  return laurel::RunLaurel(argc, argv);
}
