// What the six salons of the demo are, and what they sell.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/domain/words.h"

namespace laurel {

inline constexpr std::string_view kSalons[] = {"bund",   "jingan", "xuhui",
                                               "pudong", "suzhou", "hangzhou"};
inline constexpr std::string_view kTills[] = {"pos/bund",   "pos/jingan",
                                              "pos/xuhui",  "pos/pudong",
                                              "pos/suzhou", "pos/hangzhou"};
inline constexpr int kSalonCount = 6;
inline constexpr int kStaffPerSalon = 8;

struct Article {
  std::string_view sku;
  std::string_view category;
  LineKind kind;
  int64_t fen;  // minor units of CNY
};

// Cheaper ones first.
inline constexpr Article kServices[] = {
    {"nails-basic", "nails", LineKind::kService, 8800},
    {"cut", "hair", LineKind::kService, 9850},
    {"brows", "eyes", LineKind::kService, 12800},
    {"nails-gel", "nails", LineKind::kService, 15800},
    {"cleansing", "cleansing", LineKind::kService, 16890},
    {"hair-care", "hair", LineKind::kService, 21990},
    {"massage", "body", LineKind::kService, 26000},
    {"deep-cleansing", "cleansing", LineKind::kService, 29850},
    {"hydration", "hydration", LineKind::kService, 32800},
    {"colour", "hair", LineKind::kService, 38000},
    {"lifting", "hydration", LineKind::kService, 58800},
    {"signature-facial", "hydration", LineKind::kService, 98800},
};
inline constexpr int kServiceCount = 12;

inline constexpr Article kProducts[] = {
    {"shampoo", "care", LineKind::kProduct, 8890},
    {"mask", "care", LineKind::kProduct, 15850},
    {"serum", "care", LineKind::kProduct, 29800},
    {"cream", "care", LineKind::kProduct, 36800},
};

inline constexpr std::string_view kGivenNames[] = {
    "mei",  "lin", "yan", "jing", "xia",  "hui", "fang", "na",
    "ying", "qi",  "lan", "yue",  "ting", "rui", "bo",   "wei",
    "ada",  "lea", "ida", "zoe",  "ming", "tao", "jun",  "hao"};

}  // namespace laurel
