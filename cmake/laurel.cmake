# Dependencies as Debian packages them, and the two words of this build:
#   laurel_library(NAME SOURCES... DEPS...)   a static library laurel::NAME
#   laurel_test(NAME SOURCES... DEPS...)      a GoogleTest binary known to ctest
include(CheckCXXCompilerFlag)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(simdjson REQUIRED)
find_package(RocksDB REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)

add_library(laurel_flags INTERFACE)
target_include_directories(laurel_flags INTERFACE ${CMAKE_SOURCE_DIR})
# Contraction would make floating point differ between machines.
target_compile_options(laurel_flags INTERFACE -Wall -Wextra -ffp-contract=off)
if(LAUREL_WERROR)
  target_compile_options(laurel_flags INTERFACE -Werror)
endif()
if(LAUREL_SANITIZE)
  target_compile_options(laurel_flags INTERFACE
    -fsanitize=${LAUREL_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(laurel_flags INTERFACE -fsanitize=${LAUREL_SANITIZE})
endif()

function(laurel_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(laurel_${name} STATIC ${ARG_SOURCES})
  add_library(laurel::${name} ALIAS laurel_${name})
  target_link_libraries(laurel_${name} PUBLIC laurel_flags ${ARG_DEPS})
endfunction()

function(laurel_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
