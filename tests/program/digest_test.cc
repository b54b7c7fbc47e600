#include "engine/program/digest.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Digest, IsSha256) {
  // FIPS 180-2, appendix B.1; and the well-known hash of nothing.
  EXPECT_EQ(ProgramDigest("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ProgramDigest(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace laurel
