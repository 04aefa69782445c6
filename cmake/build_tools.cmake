# ccache and mold where the machine has them: neither changes what is built.
find_program(ATLAS_CCACHE ccache)
if(ATLAS_CCACHE)
  # base_dir lets checkouts in different folders share objects; the sloppiness is what precompiled headers need.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${ATLAS_CCACHE})
endif()
find_program(ATLAS_MOLD mold)
if(ATLAS_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
