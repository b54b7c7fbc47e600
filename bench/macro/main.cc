// laurel-bench [--small] [--program FILE] [--dir FOLDER] [section...]
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/macro/machine.h"
#include "bench/macro/settings.h"

namespace laurel {
namespace {

struct Section {
  const char* name;
  absl::Status (*run)(const BenchSettings&, Report&);
};

constexpr Section kSections[] = {
    {"decode", BenchDecode}, {"fold", BenchFold},     {"budget", BenchBudget},
    {"serve", BenchServe},   {"growth", BenchGrowth},
};

struct Part {
  const char* name;
  absl::Status (*run)(const BenchSettings&);
};

constexpr Part kParts[] = {
    {"write", WriteInChild}, {"serve", ServeInChild},     {"run", RunInChild},
    {"open", OpenInChild},   {"rebuild", RebuildInChild},
};

inline constexpr uint32_t kSmall = 500;  // customers

int Failed(const char* name, const absl::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "laurel-bench: %s: %s\n", name,
               std::string(status.message()).c_str());
  return 1;
}

int RunPart(const std::string& wanted, const BenchSettings& settings) {
  for (const Part& part : kParts) {
    if (part.name == wanted) return Failed(part.name, part.run(settings));
  }
  return 2;
}

// 0, or 1 if a section failed. Missed targets are told, not failures.
int RunSections(const std::vector<std::string>& wanted,
                const BenchSettings& settings, Report& report) {
  std::filesystem::create_directories(settings.directory);
  report.Machine(DescribeMachine(settings.directory));
  for (const Section& section : kSections) {
    if (!wanted.empty() &&
        std::find(wanted.begin(), wanted.end(), section.name) == wanted.end()) {
      continue;
    }
    if (Failed(section.name, section.run(settings, report))) return 1;
  }
  return 0;
}

int Run(int argc, char** argv) {
  CLI::App app{"Measures laurel; bench/README.md says how to read it."};
  BenchSettings settings;
  bool small = false;
  std::vector<std::string> wanted, names;
  for (const Section& section : kSections) names.push_back(section.name);
  settings.directory =
      (std::filesystem::temp_directory_path() / "laurel-bench").string();
  app.add_flag("--small", small, "Few customers; prints digests only");
  app.add_flag("--visits", settings.visits, "A visit before each payment");
  app.add_option("--customers", settings.customers, "How many")
      ->capture_default_str();
  app.add_option("--payments", settings.payments,
                 "Of each, in two years; of fold and serve")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--program", settings.program, "The program")
      ->capture_default_str();
  app.add_option("--dir", settings.directory, "For logs and views")
      ->capture_default_str();
  app.add_option("section", wanted, "Those alone")->check(CLI::IsMember(names));
  std::string part;
  app.add_option("--child", part)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!part.empty()) return RunPart(part, settings);
  if (small) settings.customers = kSmall;
  Report report(small);
  return RunSections(wanted, settings, report);
}

}  // namespace
}  // namespace laurel

int main(int argc, char** argv) { return laurel::Run(argc, argv); }
