#include <cstdlib>
#include <fstream>

#include "connectors/kafka/properties.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace laurel {
namespace {

std::string ErrorOf(const std::string& text) {
  return std::string(ParseProperties(text, "k.properties").status().message());
}

TEST(KafkaProperties, ArePassedOn) {
  const auto found = ParseProperties(
      "# TLS\n\nsecurity.protocol = SASL_SSL\nsasl.username=a=b \n", "k");
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].name, "security.protocol");
  EXPECT_EQ((*found)[0].value, "SASL_SSL");
  EXPECT_EQ((*found)[1].value, "a=b");
}

TEST(KafkaProperties, SecretsComeFromElsewhere) {
  TempDir dir;
  const std::string path = dir.path() + "/secret";
  std::ofstream(path) << "hidden\n";
  setenv("LAUREL_TEST_SECRET", "also hidden", 1);
  const auto found =
      ParseProperties("sasl.password = ${file:" + path +
                          "}\nssl.key.password = ${env:LAUREL_TEST_SECRET}\n",
                      "k");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ((*found)[0].value, "hidden");
  EXPECT_EQ((*found)[1].value, "also hidden");
  EXPECT_EQ(ErrorOf("sasl.password = ${env:LAUREL_NO_SUCH}\n"),
            "k.properties:1: the environment has no LAUREL_NO_SUCH");
  EXPECT_EQ(ErrorOf("sasl.password = ${vault:x}\n"),
            "k.properties:1: a value in ${} is ${env:NAME} or ${file:PATH}");
}

TEST(KafkaProperties, WhatIsWrongHasItsLineAndNotItsValue) {
  EXPECT_EQ(ErrorOf("socket.timeout.ms = s3cret\n"),
            "k.properties:1: \"socket.timeout.ms\" does not take this value");
  EXPECT_EQ(ErrorOf("\nsecurity.protcol = SSL\n"),
            "k.properties:2: \"security.protcol\" is no property of librdkafka "
            "(did you mean security.protocol?)");
  EXPECT_EQ(ErrorOf("nothing\n"), "k.properties:1: a line is NAME = VALUE");
  for (const char* ours : {"acks", "transactional.id", "isolation.level",
                           "enable.idempotence", "group.id"}) {
    EXPECT_EQ(ErrorOf(std::string(ours) + " = x\n"),
              "k.properties:1: \"" + std::string(ours) +
                  "\" is set by laurel itself; take the line out");
  }
}

}  // namespace
}  // namespace laurel
