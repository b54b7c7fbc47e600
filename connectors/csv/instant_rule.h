// When something happened, from a row's values.
//
//   {column: InvoiceDate, format: "%Y-%m-%d %H:%M:%S"}
//   {column: [Date, Time], format: "%m/%d/%Y %I:%M:%S %p"}   joined by a blank
//   {column: Date, format: "%m/%d/%Y", time: "20:00"}        a day has no time
//   {column: time, unit: hours, origin: "2018-08-01 00:00"}  counted from then
//   {..., not_after: "2018-07-29 20:00"}   what is later is taken as this
//
// Local times are of the file's time zone. One that a clock change skips moves
// on by the gap, one shown twice is the first: 2011-03-27 01:30 in London is
// 02:30 summer time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "connectors/csv/template.h"
#include "engine/base/time.h"

namespace laurel {

struct InstantRule {
  std::vector<Placeholder> columns;
  std::string format;  // empty: counted from origin
  int64_t time_of_day_ms = 0;
  std::optional<Instant> origin;
  int64_t unit_ms = 0;
  std::optional<Instant> not_after;
  absl::TimeZone zone;
};

// %Y %y %m %d %b %H %I %M %S %p %z %s %%; anything else stands for itself, a
// blank for any number of blanks. InvalidArgument for another letter, or where
// year, month or day is missing.
absl::Status CheckTimeFormat(std::string_view format);

// Nothing where it fits; else what is wrong with `text`, in words. `zone` where
// the format has no %z.
std::optional<std::string> ParseTime(std::string_view text,
                                     std::string_view format,
                                     int64_t time_of_day_ms,
                                     const absl::TimeZone& zone, Instant& out);

// "20:00" or "20:00:30" as milliseconds since midnight.
std::optional<int64_t> ParseTimeOfDay(std::string_view text);

// "2018-08-01 00:00", local time in `zone`; the time may be left out. Nothing
// where it fits; else what is wrong with `text`, in words.
std::optional<std::string> ParseLocal(std::string_view text,
                                      const absl::TimeZone& zone, Instant& out);

// From 1970 to 9999. Refused: a text that the format does not describe, a day
// that does not exist.
MaybeReject Evaluate(const InstantRule& rule, const RowFields& fields,
                     Instant& out);

}  // namespace laurel
