// A part of the benchmark in a process of its own, so that its memory is its
// own and so that it can be killed: this program again, with other arguments.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace laurel {

// What a child tells its parent: lines of a name and a number.
using Told = std::map<std::string, double>;

class Child {
 public:
  // Starts it; `arguments` follow the program's name.
  static absl::StatusOr<Child> Start(const std::vector<std::string>& arguments);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  // Kills it if it still runs.
  ~Child();

  // The next line it tells; empty name: it has closed its output.
  std::pair<std::string, double> Next();

  // Reads until it ends. INTERNAL if it fails.
  absl::StatusOr<Told> Finish();

  // SIGKILL, and waits.
  void Kill();

 private:
  Child(pid_t process, FILE* output) : process_(process), output_(output) {}

  pid_t process_ = 0;
  FILE* output_ = nullptr;
};

// In the child.
void Tell(const std::string& name, double value);

}  // namespace laurel
