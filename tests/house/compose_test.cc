// docker-compose.yml: its syntax, and the settings that the contract and a
// broker with one node need. There is no Docker where tests run.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

namespace laurel {
namespace {

class ComposeTest : public testing::Test {
 protected:
  YAML::Node file_ = YAML::LoadFile("docker-compose.yml");
  YAML::Node kafka_ = file_["services"]["kafka"];
  YAML::Node laurel_ = file_["services"]["laurel"];
  YAML::Node topics_ = file_["services"]["topics"];
  YAML::Node environment_ = kafka_["environment"];

  std::string Setting(const std::string& name) {
    return environment_[name].as<std::string>("<absent>");
  }
};

std::set<std::string> Keys(const YAML::Node& map) {
  std::set<std::string> keys;
  for (const auto& entry : map) keys.insert(entry.first.as<std::string>());
  return keys;
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// "INSIDE://:9092" -> "INSIDE".
std::set<std::string> ListenerNames(const std::string& listeners) {
  std::set<std::string> names;
  for (const auto& listener : Split(listeners, ',')) {
    names.insert(listener.substr(0, listener.find(':')));
  }
  return names;
}

TEST_F(ComposeTest, HasOnlyKeysOfTheComposeSpecification) {
  EXPECT_EQ(Keys(file_), (std::set<std::string>{"services", "volumes"}));
  EXPECT_EQ(
      Keys(file_["services"]),
      (std::set<std::string>{"grafana", "kafka", "laurel", "prometheus",
                             "topics"}));
  const std::set<std::string> known = {
      "build",       "command",           "depends_on", "environment",
      "healthcheck", "hostname",          "image",      "ports",
      "restart",     "stop_grace_period", "volumes"};
  for (const auto& service : file_["services"]) {
    for (const auto& key : Keys(service.second)) {
      EXPECT_TRUE(known.count(key)) << service.first << "." << key;
    }
  }
}

TEST_F(ComposeTest, NoKeyStandsTwice) {
  const auto expect_unique = [](const YAML::Node& map) {
    EXPECT_EQ(Keys(map).size(), map.size()) << map;
  };
  expect_unique(file_["services"]);
  expect_unique(kafka_);
  expect_unique(laurel_);
  expect_unique(environment_);
}

TEST_F(ComposeTest, TheBrokerIsTheOfficialImageOfAPinnedVersion) {
  const auto image = kafka_["image"].as<std::string>();
  EXPECT_TRUE(std::regex_match(
      image, std::regex("apache/kafka:[34]\\.[0-9]+\\.[0-9]+")))
      << image;
}

TEST_F(ComposeTest, TheBrokerIsOneNodeWithoutZooKeeper) {
  EXPECT_EQ(Setting("KAFKA_PROCESS_ROLES"), "broker,controller");
  EXPECT_EQ(Setting("KAFKA_NODE_ID"), "1");
  EXPECT_EQ(Setting("KAFKA_CONTROLLER_QUORUM_VOTERS"), "1@kafka:9093");
  EXPECT_EQ(Setting("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"), "1");
  EXPECT_EQ(Setting("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR"), "1");
  EXPECT_EQ(Setting("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"), "1");
  for (const auto& key : Keys(environment_)) {
    EXPECT_EQ(key.find("ZOOKEEPER"), std::string::npos) << key;
  }
}

TEST_F(ComposeTest, TheClusterIdIsSixteenBytesInBase64) {
  EXPECT_TRUE(
      std::regex_match(Setting("CLUSTER_ID"), std::regex("[A-Za-z0-9_-]{22}")));
}

TEST_F(ComposeTest, EveryListenerHasAProtocolAndOnlyBrokersAdvertise) {
  const auto all = ListenerNames(Setting("KAFKA_LISTENERS"));
  EXPECT_EQ(ListenerNames(Setting("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP")),
            all);
  auto advertised = ListenerNames(Setting("KAFKA_ADVERTISED_LISTENERS"));
  EXPECT_TRUE(advertised.count(Setting("KAFKA_INTER_BROKER_LISTENER_NAME")));
  EXPECT_FALSE(advertised.count(Setting("KAFKA_CONTROLLER_LISTENER_NAMES")));
  advertised.insert(Setting("KAFKA_CONTROLLER_LISTENER_NAMES"));
  EXPECT_EQ(advertised, all);
}

TEST_F(ComposeTest, SettingsHaveNoBlanks) {
  for (const auto& entry : environment_) {
    const auto value = entry.second.as<std::string>();
    EXPECT_FALSE(value.empty()) << entry.first;
    EXPECT_EQ(value.find_first_of(" \n"), std::string::npos) << entry.first;
  }
}

// Event times of the past and the default retention delete a topic in minutes.
TEST_F(ComposeTest, TheBrokerForgetsNothing) {
  EXPECT_EQ(Setting("KAFKA_LOG_RETENTION_MS"), "-1");
  EXPECT_EQ(Setting("KAFKA_LOG_RETENTION_BYTES"), "-1");
  EXPECT_EQ(Setting("KAFKA_AUTO_CREATE_TOPICS_ENABLE"), "false");
}

TEST_F(ComposeTest, TheDataOutlivesTheContainers) {
  const auto volumes = Keys(file_["volumes"]);
  const std::string log_dirs = Setting("KAFKA_LOG_DIRS");
  EXPECT_TRUE(volumes.count("kafka-data"));
  EXPECT_TRUE(volumes.count("laurel-data"));
  EXPECT_EQ(kafka_["volumes"][0].as<std::string>(), "kafka-data:" + log_dirs);
  EXPECT_EQ(laurel_["volumes"][0].as<std::string>(),
            "laurel-data:/var/lib/laurel");
}

TEST_F(ComposeTest, OnlyTheOutsideListenerIsPublishedAndOnlyHere) {
  ASSERT_EQ(kafka_["ports"].size(), 1u);
  const auto port = kafka_["ports"][0].as<std::string>();
  const auto parts = Split(port, ':');
  ASSERT_EQ(parts.size(), 3u) << port;
  EXPECT_EQ(parts[0], "127.0.0.1");
  EXPECT_EQ(parts[1], parts[2]);
  EXPECT_NE(Setting("KAFKA_LISTENERS").find("OUTSIDE://:" + parts[2]),
            std::string::npos);
  EXPECT_NE(Setting("KAFKA_ADVERTISED_LISTENERS")
                .find("OUTSIDE://localhost:" + parts[1]),
            std::string::npos);
}

TEST_F(ComposeTest, LaurelIsBuiltHereAndWaitsForItsTopics) {
  EXPECT_EQ(laurel_["build"]["context"].as<std::string>(), ".");
  EXPECT_EQ(laurel_["build"]["target"].as<std::string>(), "laurel");
  EXPECT_EQ(topics_["build"]["target"].as<std::string>(), "laurel");
  EXPECT_EQ(topics_["depends_on"]["kafka"]["condition"].as<std::string>(),
            "service_healthy");
  EXPECT_EQ(laurel_["depends_on"]["topics"]["condition"].as<std::string>(),
            "service_completed_successfully");
  EXPECT_FALSE(topics_["restart"].IsDefined());
  EXPECT_EQ(kafka_["healthcheck"]["test"][0].as<std::string>(), "CMD");
  EXPECT_EQ(laurel_["command"][0].as<std::string>(), "serve");
}

// The contract gives serve 10 s after SIGTERM.
TEST_F(ComposeTest, LaurelHasTimeToLeave) {
  const auto grace = laurel_["stop_grace_period"].as<std::string>();
  ASSERT_EQ(grace.back(), 's');
  EXPECT_GT(std::stoi(grace), 10);
}

}  // namespace
}  // namespace laurel
