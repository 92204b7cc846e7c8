/**
 * Electron's fuses as a packaging step sets them, with the reason for each. Names as in @electron/fuses' FuseV1Options.
 */
export const fuses = {
  /**
   * node-llama-cpp checks its binary in a child process forked as plain Node; inference processes themselves are
   * utility processes.
   */
  RunAsNode: true,
  /** Nothing here is stored in cookies, but nothing readable should be, either. */
  EnableCookieEncryption: true,
  /** NODE_OPTIONS could load code into the app. */
  EnableNodeOptionsEnvironmentVariable: false,
  /** `--inspect` could open a debugger port into the app. */
  EnableNodeCliInspectArguments: false,
  /** A changed archive is refused at start. */
  EnableEmbeddedAsarIntegrityValidation: true,
  /** No folder beside the archive can take its place. */
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  /** Pages come from app://, never from file://. */
  GrantFileProtocolExtraPrivileges: false,
} as const

/** What must stay outside the archive: native libraries and the programs that are started from it. */
export const unpackedFromArchive = [
  '**/node_modules/node-llama-cpp/bins/**',
  '**/node_modules/@node-llama-cpp/**',
  '**/node_modules/better-sqlite3/**',
  '**/*.node',
]
