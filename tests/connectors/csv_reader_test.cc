#include "connectors/csv/csv_reader.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

// Rows as "line: a|b|c", those that do not fit as "line! kind".
std::string ReadAll(const std::string& path, FileFormat format) {
  auto reader = RowReader::Open(path, format, {});
  if (!reader.ok()) return std::string(reader.status().message());
  std::string shown;
  Row row;
  while (true) {
    const auto found = (*reader)->Next(row);
    if (!found.ok()) return shown + found.status().ToString();
    if (!*found) return shown;
    shown += std::to_string(row.line);
    if (row.defect) {
      shown += "! " + std::string(row.defect->kind) + "\n";
      continue;
    }
    shown += ": ";
    for (size_t i = 0; i < row.values.size(); ++i) {
      shown += (i ? "|" : "") + std::string(row.values[i]);
    }
    shown += "\n";
  }
}

struct Case {
  std::string name;
  std::string text;
  std::string rows;
};

void Check(const std::vector<Case>& cases, const FileFormat& format) {
  Scratch scratch;
  for (const Case& c : cases) {
    EXPECT_EQ(ReadAll(scratch.Write("f.csv", c.text), format), c.rows)
        << c.name;
  }
}

TEST(CsvReader, ReadsWhatRfc4180Describes) {
  Check({{"plain", "a,b\n1,2\n3,4\n", "2: 1|2\n3: 3|4\n"},
         {"no line end at the end", "a,b\n1,2", "2: 1|2\n"},
         {"CRLF", "a,b\r\n1,2\r\n3,4\r\n", "2: 1|2\n3: 3|4\n"},
         {"CR", "a,b\r1,2\r3,4", "2: 1|2\n3: 3|4\n"},
         {"empty fields", "a,b\n,\n\"\",x\n", "2: |\n3: |x\n"},
         {"quotes", "a,b\n\"x \"\"y\"\"\",\"1,2\"\n", "2: x \"y\"|1,2\n"},
         {"a line end in quotes", "a,b\n\"x\r\ny\",2\n3,4\n",
          "2: x\r\ny|2\n4: 3|4\n"},
         {"a quote inside", "a,b\n5\" plate,2\n", "2: 5\" plate|2\n"},
         {"blank lines", "a,b\n\n1,2\n\r\n\n3,4\n\n", "3: 1|2\n6: 3|4\n"},
         {"byte order mark",
          "\xEF\xBB\xBF"
          "a,b\n1,2\n",
          "2: 1|2\n"},
         {"quoted header", "\"a,1\",b\n1,2\n", "2: 1|2\n"},
         {"only a header", "a,b\n", ""}},
        FileFormat{});
}

TEST(CsvReader, SaysWhichRowsDoNotFit) {
  Check(
      {{"too few", "a,b\n1\n3,4\n", "2! wrong number of columns\n3: 3|4\n"},
       {"too many", "a,b\n1,2,3\n", "2! wrong number of columns\n"},
       {"text after a quote", "a,b\n\"x\"y,2\n3,4\n",
        "2! text after a closing quote\n3: 3|4\n"},
       {"a quote not closed", "a,b\n\"x,2\n3,4\n5,6\n",
        "2! a quote is not closed\n3: 3|4\n4: 5|6\n"},
       {"a quote not closed, CRLF", "a,b\r\n\"x,2\r\n3,4\r\n",
        "2! a quote is not closed\n3: 3|4\n"},
       {"NUL", std::string("a,b\n1,\0\n3,4\n", 12), "2! a NUL byte\n3: 3|4\n"},
       {"not UTF-8", "a,b\ncaf\xE9,2\n3,4\n", "2! not UTF-8\n3: 3|4\n"},
       {"half a character", "a,b\n\xE2\x82,2\n", "2! not UTF-8\n"},
       {"a surrogate", "a,b\n\xED\xA0\x80,2\n", "2! not UTF-8\n"}},
      FileFormat{});
}

TEST(CsvReader, RecodesLatin1) {
  FileFormat format;
  format.latin1 = true;
  Check({{"e acute", "a,b\ncaf\xE9,2\n", "2: caf\xC3\xA9|2\n"},
         {"in quotes", "a,b\n\"\xA3 1,5\",2\n", "2: \xC2\xA3 1,5|2\n"}},
        format);
}

// Rejects were Latin-1 in a file of UTF-8.
TEST(CsvReader, RecodesWhatDoesNotFit) {
  FileFormat format;
  format.latin1 = true;
  Scratch scratch;
  auto reader = RowReader::Open(scratch.Write("f.csv", "a,b\n\"caf\xE9\"x,2\n"),
                                format, {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  Row row;
  ASSERT_TRUE(*(*reader)->Next(row));
  EXPECT_TRUE(row.defect);
  EXPECT_EQ(row.raw, "\"caf\xC3\xA9\"x,2");
}

// What can be read once only: its rows began where the header was looked for.
TEST(CsvReader, RefusesWhatIsNoFile) {
  EXPECT_EQ(ReadAll("/dev/null", {}),
            "/dev/null: a pipe or device; it is read twice, so a file is "
            "wanted");
}

TEST(CsvReader, TakesOtherDelimiters) {
  FileFormat format;
  format.delimiter = ';';
  Check({{"semicolon", "a;b\n1,5;2\n", "2: 1,5|2\n"}}, format);
  format.delimiter = '\t';
  Check({{"tab", "a\tb\n1\t\n", "2: 1|\n"}}, format);
}

TEST(CsvReader, SplitsAtRunsOfBlanks) {
  FileFormat format;
  format.whitespace = true;
  format.header = false;
  format.columns = {"id", "day", "n"};
  Check({{"fixed width", " 00004 19970101  2\r\n  \r\n\t7 8 9\n",
          "1: 00004|19970101|2\n3: 7|8|9\n"},
         {"a quote is a quote", "\"a b c\n", "1: \"a|b|c\n"},
         {"too few", "1 2\n", "1! wrong number of columns\n"}},
        format);
}

TEST(CsvReader, RefusesAHeaderItCannotUse) {
  Scratch scratch;
  const auto header = [&](std::string_view text) {
    const std::string path = scratch.Write("f.csv", text);
    const std::string shown = ReadAll(path, FileFormat{});
    return shown.substr(shown.find("f.csv"));
  };
  EXPECT_EQ(header(""), "f.csv:1: the file is empty, a header is expected");
  EXPECT_EQ(header("a,b,a\n"), "f.csv:1: two columns are named \"a\"");
  EXPECT_EQ(header("\xFF\xFE"
                   "a"),
            "f.csv:1: the file is UTF-16; save it as UTF-8");
}

TEST(CsvReader, SaysThatAFileIsMissingOrAFolder) {
  Scratch scratch;
  auto missing = RowReader::Open(scratch.PathOf("no.csv"), {}, {});
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  auto folder = RowReader::Open(scratch.path(), {}, {});
  EXPECT_EQ(folder.status().code(), absl::StatusCode::kInvalidArgument);
}

std::string Packed(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(
      ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

TEST(CsvReader, UnpacksZstd) {
  Scratch scratch;
  std::string text = "a,b\n";
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i) + ",x\n";
  // Two frames, one after another, are one text.
  const std::string path =
      scratch.Write("f.csv.zst", Packed(text) + Packed("last,row\n"));
  const std::string rows = ReadAll(path, FileFormat{});
  EXPECT_EQ(rows.substr(0, 7), "2: 0|x\n");
  EXPECT_EQ(rows.substr(rows.size() - 17), "200002: last|row\n");
}

TEST(CsvReader, SaysThatZstdIsBrokenOrCut) {
  Scratch scratch;
  std::string packed = Packed("a,b\n1,2\n3,4\n5,6\n");
  const std::string cut =
      scratch.Write("cut.zst", packed.substr(0, packed.size() - 3));
  EXPECT_NE(ReadAll(cut, FileFormat{}).find("ends inside a frame"),
            std::string::npos);
  packed[5] ^= 0x55;
  const std::string shown =
      ReadAll(scratch.Write("broken.zst", packed), FileFormat{});
  EXPECT_NE(shown.find("broken zstd data"), std::string::npos) << shown;
}

// Every place at which a chunk of input can end.
TEST(CsvReader, ReadsRowsAcrossChunks) {
  Scratch scratch;
  for (size_t before = (256 << 10) - 8; before < (256 << 10) + 4; ++before) {
    const std::string filler(before - 5, 'x');
    const std::string path =
        scratch.Write("f.csv", "a,b\n" + filler + ",\r\n\"p\"\"q\r\nr\",2\r\n");
    EXPECT_EQ(ReadAll(path, FileFormat{}),
              "2: " + filler + "|\n3: p\"q\r\nr|2\n")
        << before;
  }
}

}  // namespace
}  // namespace laurel
