#include "engine/base/status.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

absl::StatusOr<int> Half(int n) {
  if (n % 2 != 0) return absl::InvalidArgumentError("odd");
  return n / 2;
}

absl::StatusOr<int> Quarter(int n) {
  ASSIGN_OR_RETURN(const int half, Half(n));
  ASSIGN_OR_RETURN(const int quarter, Half(half));
  return quarter;
}

absl::Status MustBeEven(int n) {
  RETURN_IF_ERROR(Half(n).status());
  return absl::OkStatus();
}

TEST(StatusTest, AnnotatePutsTheContextInFrontAndKeepsTheCode) {
  const absl::Status status =
      Annotate(absl::NotFoundError("no such file"), "open log/0");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "open log/0: no such file");
  EXPECT_TRUE(Annotate(absl::OkStatus(), "open").ok());
}

TEST(StatusTest, MacrosReturnTheFirstError) {
  EXPECT_EQ(Quarter(8).value(), 2);
  EXPECT_EQ(Quarter(6).status().message(), "odd");
  EXPECT_TRUE(MustBeEven(2).ok());
  EXPECT_FALSE(MustBeEven(3).ok());
}

}  // namespace
}  // namespace laurel
