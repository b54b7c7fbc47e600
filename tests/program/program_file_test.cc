#include "engine/program/program_file.h"

#include <gtest/gtest.h>

#include "tests/program/files.h"

namespace laurel {
namespace {

TEST(ProgramFile, GlowCompiles) {
  CompiledProgram glow;
  std::vector<ProgramError> errors;
  ASSERT_TRUE(CompileProgram(FileText("examples/glow.yaml"), MachineZones(),
                             &glow, &errors))
      << FormatErrors("examples/glow.yaml", errors);
  EXPECT_EQ(glow.program.name, "glow");
  EXPECT_EQ(
      glow.not_decided,
      (std::vector<std::string>{"units[2] (wallet): units of kind stored_value",
                                "outreach: occasions to contact a customer",
                                "feedback: reports of detractors and promoters",
                                "complaints: deadlines of complaints",
                                "referral: rewards for bringing a friend"}));
}

}  // namespace
}  // namespace laurel
