// laurel-kafka-load history|live --at HOST:PORT: the world around a broker that
// is measured. Prints "name value" lines; kafka_bench.py reads them.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

#include "bench/kafka/answers.h"
#include "bench/kafka/history.h"
#include "bench/kafka/till.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kSettle = std::chrono::seconds(1);   // readers have begun
constexpr auto kAnswer = std::chrono::seconds(10);  // the longest wait for one
constexpr auto kWarmUp = std::chrono::seconds(5);   // not counted

struct LoadOptions {
  KafkaOptions kafka;
  HistoryOptions history;
  TillOptions till;
  bool answers = true;
};

double Ms(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void Tell(const char* name, double value) {
  std::printf("%s %.3f\n", name, value);
}

absl::Status History(const LoadOptions& options) {
  ASSIGN_OR_RETURN(const auto log, KafkaLog::Open(options.kafka));
  const auto began = Clock::now();
  ASSIGN_OR_RETURN(const int64_t facts, PublishHistory(*log, options.history));
  Tell("facts", static_cast<double>(facts));
  Tell("seconds", Ms(Clock::now() - began) / 1000);
  return absl::OkStatus();
}

// The one of `waits` that this share of them does not exceed.
double Quantile(std::vector<double>& waits, double share) {
  if (waits.empty()) return 0;
  const auto at =
      static_cast<size_t>(share * static_cast<double>(waits.size() - 1) + 0.5);
  std::nth_element(waits.begin(),
                   waits.begin() + static_cast<std::ptrdiff_t>(at),
                   waits.end());
  return waits[at];
}

void TellWaits(const char* what, std::vector<double> waits) {
  const std::string name(what);
  Tell((name + "_p50_ms").c_str(), Quantile(waits, 0.5));
  Tell((name + "_p99_ms").c_str(), Quantile(waits, 0.99));
  Tell((name + "_most_ms").c_str(), Quantile(waits, 1));
  Tell((name + "_count").c_str(), static_cast<double>(waits.size()));
}

void TellAnswers(const std::vector<Sent>& sent, const Answers& answers,
                 Clock::time_point from) {
  std::vector<double> redemptions, payments;
  int64_t refused = 0, unanswered = 0;
  for (const Sent& one : sent) {
    if (one.meant < from) continue;
    const auto answer = answers.find(one.at);
    if (answer == answers.end()) {
      ++unanswered;
      continue;
    }
    (one.redemption ? redemptions : payments)
        .push_back(Ms(answer->second.read - one.meant));
    refused += answer->second.refused;
  }
  TellWaits("redemption", std::move(redemptions));
  TellWaits("payment", std::move(payments));
  Tell("refused", static_cast<double>(refused));
  Tell("unanswered", static_cast<double>(unanswered));
}

absl::Status Live(const LoadOptions& options) {
  ASSIGN_OR_RETURN(const auto log, KafkaLog::Open(options.kafka));
  if (!options.answers) {
    Sell(*log, options.till, Clock::now());
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(AnswerReader reader, AnswerReader::Open(*log));
  std::atomic<bool> ended = false;
  Answers answers;
  absl::Status read;
  std::thread listener([&] { read = reader.ReadUntil(ended, answers); });
  const auto begin = Clock::now() + kSettle;
  const std::vector<Sent> sent = Sell(*log, options.till, begin);
  std::this_thread::sleep_for(kAnswer);
  ended = true;
  listener.join();
  RETURN_IF_ERROR(read);
  TellAnswers(sent, answers, begin + kWarmUp);
  return absl::OkStatus();
}

void AddKafka(CLI::App& command, KafkaOptions& options) {
  command.add_option("--at", options.brokers)->required();
  command.add_option("--topic-prefix", options.prefix)->capture_default_str();
}

int Run(int argc, char** argv) {
  CLI::App app{"What tools/bench kafka publishes."};
  app.require_subcommand(1);
  LoadOptions options;
  CLI::App* history = app.add_subcommand("history", "Two years, at once");
  AddKafka(*history, options.kafka);
  history->add_option("--program", options.history.program);
  history->add_option("--facts", options.history.facts);
  history->add_option("--customers", options.history.customers);
  CLI::App* live = app.add_subcommand("live", "Tills, and who waits for them");
  AddKafka(*live, options.kafka);
  live->add_option("--payments", options.till.payments, "a second");
  live->add_option("--redemptions", options.till.redemptions, "a second");
  live->add_option("--seconds", options.till.seconds);
  live->add_option("--customers", options.till.customers);
  live->add_flag("!--no-answers", options.answers, "publish only");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status =
      history->parsed() ? History(options) : Live(options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "laurel-kafka-load: %s\n",
               std::string(status.message()).c_str());
  return 1;
}

}  // namespace
}  // namespace laurel

int main(int argc, char** argv) { return laurel::Run(argc, argv); }
