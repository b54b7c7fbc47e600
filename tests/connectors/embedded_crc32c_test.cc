#include <random>
#include <string>

#include "connectors/embedded/crc32c.h"
#include "gtest/gtest.h"

namespace laurel {
namespace {

// Vectors of RFC 3720, B.4.
TEST(Crc32cTest, AgreesWithTheStandard) {
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c(""), 0u);
}

TEST(Crc32cTest, InstructionAndTablesAgreeOnAnyLengthAndSplit) {
  std::mt19937 random(1);
  std::string bytes(1'000, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  const std::string_view all(bytes);
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string_view part = all.substr(size % 7, size);
    EXPECT_EQ(Crc32c(part), Crc32cByTables(part));
    const size_t middle = part.size() / 3;
    EXPECT_EQ(Crc32c(part.substr(middle), Crc32c(part.substr(0, middle))),
              Crc32c(part));
  }
}

}  // namespace
}  // namespace laurel
