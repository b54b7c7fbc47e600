#include "bench/macro/child.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {

absl::StatusOr<Child> Child::Start(const std::vector<std::string>& arguments) {
  std::vector<char*> argv{const_cast<char*>("laurel-bench")};
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  int ends[2];
  if (pipe(ends) != 0) return absl::InternalError("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  pid_t process = 0;
  const int error = posix_spawn(&process, "/proc/self/exe", &actions, nullptr,
                                argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  FILE* output = fdopen(ends[0], "r");
  if (error == 0) return Child(process, output);
  std::fclose(output);
  return absl::InternalError(absl::StrCat("cannot start: ", strerror(error)));
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, 0)),
      output_(std::exchange(other.output_, nullptr)) {}

Child::~Child() {
  Kill();
  if (output_ != nullptr) std::fclose(output_);
}

std::pair<std::string, double> Child::Next() {
  char name[64];
  double value = 0;
  if (std::fscanf(output_, "%63s %lf", name, &value) != 2) return {"", 0};
  return {name, value};
}

absl::StatusOr<Told> Child::Finish() {
  Told told;
  for (auto line = Next(); !line.first.empty(); line = Next()) {
    told[line.first] = line.second;
  }
  int status = 0;
  waitpid(std::exchange(process_, 0), &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return told;
  return absl::InternalError(absl::StrCat("a child ended with ", status));
}

void Child::Kill() {
  if (process_ == 0) return;
  kill(process_, SIGKILL);
  waitpid(std::exchange(process_, 0), nullptr, 0);
}

void Tell(const std::string& name, double value) {
  std::printf("%s %.17g\n", name.c_str(), value);
  std::fflush(stdout);
}

}  // namespace laurel
