# Dependencies as Debian packages them, and the words of this build:
#   laurel_library(NAME SOURCES... DEPS...)   a static library laurel::NAME
#   laurel_test(NAME SOURCES... DEPS...)      a GoogleTest binary known to ctest
#   laurel_python_test(NAME SCRIPT)           a unittest script known to ctest
#   laurel_fuzz(NAME SOURCES... DEPS... CORPUS folder)  a libFuzzer target
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
pkg_check_modules(NLOPT REQUIRED IMPORTED_TARGET nlopt)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)

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
if(LAUREL_FUZZ)
  target_compile_options(laurel_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# malloc, of programs that serve. Sanitizers bring their own.
add_library(laurel_malloc INTERFACE)
if(NOT LAUREL_SANITIZE)
  target_link_libraries(laurel_malloc INTERFACE PkgConfig::JEMALLOC)
endif()

function(laurel_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(laurel_${name} STATIC ${ARG_SOURCES})
  add_library(laurel::${name} ALIAS laurel_${name})
  target_link_libraries(laurel_${name} PUBLIC laurel_flags ${ARG_DEPS})
endfunction()

# A test carries the name of its folder as a ctest label; what is built under
# a sanitizer in CI (tests/CMakeLists.txt says which folders) is `core` too.
# `program` is the target that the test runs, if it is called otherwise.
function(laurel_label name)
  set(program ${name} ${ARGN})
  list(GET program -1 program)
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(labels ${folder})
  if(folder IN_LIST LAUREL_CORE_TESTS)
    list(APPEND labels core)
    if(TARGET ${program})
      add_dependencies(core_tests ${program})
    endif()
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 900)
endfunction()

function(laurel_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE
    laurel_flags ${ARG_DEPS} GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  laurel_label(${name})
endfunction()

function(laurel_python_test name script)
  add_test(NAME ${name}
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/${script} -v
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  laurel_label(${name})
endfunction()

# The preset `fuzz` makes a libFuzzer binary of it; every other preset a test
# that runs the inputs kept in CORPUS, so what was found once stays found.
function(laurel_fuzz name)
  cmake_parse_arguments(ARG "" "CORPUS" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE laurel_flags ${ARG_DEPS})
  add_dependencies(fuzz_targets ${name})
  if(LAUREL_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    # The first folder is where it writes what it finds.
    set(found ${CMAKE_CURRENT_BINARY_DIR}/${name}_found)
    file(MAKE_DIRECTORY ${found})
    set(arguments -runs=20000 -seed=1 -max_len=4096 ${found})
  else()
    target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cc)
  endif()
  add_test(NAME ${name}
    COMMAND ${name} ${arguments} ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_CORPUS}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  laurel_label(${name})
endfunction()
