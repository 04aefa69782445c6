# atlas_fuzz_target(broker_request LIBRARIES atlas_broker_protocol)
#
# SOURCES names files below src/ that are compiled into the target, where their library would bring the world along.
#
# fuzz/NAME.cc defines LLVMFuzzerTestOneInput; fuzz/corpus/NAME/ holds small inputs. With the preset `fuzz` (clang) it
# is a libFuzzer program fuzz_NAME; everywhere else the same code replays the corpus once, as the test fuzz/NAME.
function(atlas_fuzz_target name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  set(target fuzz_${name})
  list(TRANSFORM ARG_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/src/)
  add_executable(${target} ${CMAKE_SOURCE_DIR}/fuzz/${name}.cc ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_LIBRARIES})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
  if(ATLAS_FUZZ)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/fuzz/replay_main.cc)
    add_test(NAME fuzz/${name} COMMAND ${target} ${CMAKE_SOURCE_DIR}/fuzz/corpus/${name})
  endif()
  set_property(GLOBAL APPEND PROPERTY ATLAS_FUZZ_TARGETS ${target})
endfunction()
