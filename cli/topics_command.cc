#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/kafka_flags.h"
#include "cli/output.h"
#include "connectors/kafka/topics.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"

namespace laurel {
namespace {

constexpr int kWaitMs = 15'000;

struct TopicOptions {
  std::string to;
  KafkaFlags kafka;
  TopicPlan plan{.partitions = kDefaultPartitions};
};

void Tell(const std::vector<std::string>& made, int32_t partitions,
          const Session& session) {
  if (!session.json) {
    return PrintLine(
        made.empty() ? absl::StrCat("all topics are there, with ", partitions,
                                    " partitions each")
                     : absl::StrCat("created ", absl::StrJoin(made, ", "),
                                    ", with ", partitions, " partitions each"));
  }
  JsonArray created;
  for (const std::string& topic : made) created.Add(topic);
  JsonObject json;
  json.SetRaw("created", created.Text()).Set("partitions", int64_t{partitions});
  PrintLine(json.Text());
}

absl::Status NotRight(const std::vector<std::string>& wrong) {
  return absl::FailedPreconditionError(absl::StrJoin(wrong, "\n"));
}

// Those that are there are left as they are; then all are checked.
absl::Status Create(const TopicOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const KafkaOptions kafka,
                   ToOptions(BrokersOf(options.to), options.kafka));
  ASSIGN_OR_RETURN(const auto client, OpenKafkaClient(kafka));
  const TopicNames names(kafka.prefix);
  TopicPlan plan = options.plan;
  ASSIGN_OR_RETURN(const int32_t there,
                   PartitionsOf(*client, names.facts, kWaitMs));
  if (there > 0) plan.partitions = there;
  ASSIGN_OR_RETURN(const auto made,
                   CreateTopics(*client, names, plan, kWaitMs));
  int32_t partitions = 0;
  ASSIGN_OR_RETURN(const auto wrong,
                   CheckTopics(*client, names, kWaitMs, &partitions));
  if (!wrong.empty()) return NotRight(wrong);
  if (there > 0 && there != options.plan.partitions) {
    Note(absl::StrCat("the number of partitions is fixed: ", there));
  }
  Tell(made, partitions, session);
  return absl::OkStatus();
}

absl::Status Check(const TopicOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const KafkaOptions kafka,
                   ToOptions(BrokersOf(options.to), options.kafka));
  ASSIGN_OR_RETURN(const auto client, OpenKafkaClient(kafka));
  int32_t partitions = 0;
  ASSIGN_OR_RETURN(
      const auto wrong,
      CheckTopics(*client, TopicNames(kafka.prefix), kWaitMs, &partitions));
  if (!wrong.empty()) return NotRight(wrong);
  Tell({}, partitions, session);
  return absl::OkStatus();
}

std::string WhyNotKafka(std::string& text) {
  if (IsKafka(text)) return "";
  return "\"" + text + "\" is not on Kafka; kafka:HOST:PORT is wanted";
}

void AddFlags(CLI::App& command, TopicOptions& options) {
  command.add_option("--to", options.to, "the brokers")
      ->check(CLI::Validator(WhyNotKafka, "kafka:BROKERS"))
      ->required();
  AddKafkaFlags(command, options.kafka);
}

}  // namespace

void AddTopics(CLI::App& laurel, Session& session) {
  CLI::App* topics = AddGroup(laurel, "topics", "The topics of a log on Kafka");
  auto options = std::make_shared<TopicOptions>();
  CLI::App* create = AddCommand(
      *topics, session,
      {"create", "Makes the topics that are missing, as laurel needs them",
       "topics create --to kafka:localhost:9092 --partitions 8\n"
       "topics create --to kafka:b1:9092,b2:9092 --partitions 16 "
       "--replication 3"},
      [options, &session] { return Create(*options, session); });
  AddFlags(*create, *options);
  create
      ->add_option("--partitions", options->plan.partitions,
                   "of each topic; fixed from then on")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  create
      ->add_option("--replication", options->plan.replication,
                   "how many brokers keep each; 3 with min.insync.replicas=2 "
                   "survives the loss of one")
      ->check(CLI::Range(1, 32))
      ->capture_default_str();
  auto checked = std::make_shared<TopicOptions>();
  CLI::App* check = AddCommand(
      *topics, session,
      {"check", "Tells what is not as laurel needs it; changes nothing",
       "topics check --to kafka:localhost:9092"},
      [checked, &session] { return Check(*checked, session); });
  AddFlags(*check, *checked);
}

}  // namespace laurel
