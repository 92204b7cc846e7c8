/**
 * What is packed, as patterns of electron-builder, from the root of the repository. It adds the packages that
 * package.json names as dependencies, and what these need, by itself; nothing else of node_modules comes in.
 */
export const packedFiles: readonly string[] = [
  'dist/core/**',
  'dist/native/**',
  'dist/engine/**',
  'dist/electron/**',
  'dist/renderer/**',
  'models/**/*.{gguf,json,jsonl,br,txt,md}',
  'LICENSE',
  'CHANGELOG.md',
  ...[
    // Sources of native modules, which are packed as they were built.
    'better-sqlite3/{deps,src,binding.gyp}',
    'koffi/{vendor,doc}',
    'node-llama-cpp/templates',
    'node-llama-cpp/llama/{addon,cmake,grammars,patches,profiles,toolchains,xpack,gitRelease.bundle,CMakeLists.txt}',
  ].map((pattern) => `!node_modules/${pattern}{,/**}`),
  // Libraries of other systems and processors. A package is made for the system that it is made on.
  '!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
  '!node_modules/@node-llama-cpp/!(${os}-${arch}*)/**',
  // Electron runs with glibc only.
  '!node_modules/@koromix/*/musl_*/**',
  '!**/*.{map,ts,mts,cts,tsbuildinfo}',
  '!**/{test,tests,__tests__,.github}/**',
]

/**
 * What lies beside the archive instead of in it: native libraries, the programs and libraries that these open by
 * their paths, and the models that llama.cpp opens.
 */
export const unpackedFiles: readonly string[] = [
  'node_modules/@node-llama-cpp/**',
  'node_modules/better-sqlite3/prebuilds/**',
  'node_modules/@koromix/**',
  'models/**',
  '**/*.{node,so,dylib,dll}',
]
