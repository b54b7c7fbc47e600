#include "connectors/csv/json_lines_reader.h"

#include <gtest/gtest.h>

#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

std::string ReadAll(const std::string& text,
                    const std::vector<std::string>& paths) {
  Scratch scratch;
  FileFormat format;
  format.kind = FileFormat::Kind::kJsonLines;
  auto reader = RowReader::Open(scratch.Write("f.json", text), format, paths);
  EXPECT_TRUE(reader.ok());
  std::string shown;
  Row row;
  while (*(*reader)->Next(row)) {
    shown += std::to_string(row.line) + (row.defect ? "!" : ":");
    if (row.defect) shown += " " + std::string(row.defect->kind);
    for (std::string_view value : row.values) shown += " " + std::string(value);
    shown += "\n";
  }
  return shown;
}

TEST(JsonLinesReader, FollowsPathsAndKeepsTheDigitsOfNumbers) {
  EXPECT_EQ(ReadAll(R"({"a": {"b c": 0.8300000000000001}, "d": "x\ny\u00e9"}
{"d": null, "a": {}}

{"a": 7, "d": [1, 2], "e": true}
{"a": {"b c": 12345678901234567890}, "d": {"k": 1}}
)",
                    {"a.b c", "d", "e"}),
            "1: 0.8300000000000001 x\ny\xC3\xA9 \n"
            "2:   \n"
            "4:  [1, 2] true\n"
            "5: 12345678901234567890 {\"k\": 1} \n");
}

TEST(JsonLinesReader, SaysWhichLinesAreNoObjects) {
  EXPECT_EQ(ReadAll("{\"a\": 1}\nnonsense\n[1]\n{\"a\": 1\n{\"a\": 1}}\n"
                    "{\"a\": 1e400}\n{\"a\": \"\xE9\"}\n\"a\"\n{\"a\": 2}",
                    {"a"}),
            "1: 1\n2! not a JSON object\n3! not a JSON object\n"
            "4! not a JSON object\n5! not a JSON object\n"
            "6! not a JSON object\n7! not a JSON object\n"
            "8! not a JSON object\n9: 2\n");
}

TEST(JsonLinesReader, RefusesALineThatIsTooLong) {
  const std::string text =
      "{\"a\": \"" + std::string(3 << 20, 'x') + "\"}\n{\"a\": 1}\n";
  EXPECT_EQ(ReadAll(text, {"a"}), "1! a line is too long\n2: 1\n");
  // The last one was passed over in silence where nothing ended it and the end
  // of the file was that of a piece that is read.
  const std::string last = "{}\n" + std::string(5 * (256 << 10) - 3, 'x');
  EXPECT_EQ(ReadAll(last, {"a"}), "1: \n2! a line is too long\n");
}

TEST(JsonLinesReader, RefusesNestingWithoutEnd) {
  const std::string text = "{\"a\": " + std::string(500'000, '[') + "\n{}\n";
  EXPECT_EQ(ReadAll(text, {"a"}), "1! not a JSON object\n2: \n");
}

}  // namespace
}  // namespace laurel
