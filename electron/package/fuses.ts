import type { Configuration } from 'electron-builder'

/** Electron's fuses as packages have them, with the reason for each. */
export const fuses = {
  /**
   * node-llama-cpp checks its binary in a child process forked as plain Node; inference processes themselves are
   * utility processes.
   */
  runAsNode: true,
  /** Nothing here is stored in cookies, but nothing readable should be, either. */
  enableCookieEncryption: true,
  /** NODE_OPTIONS could load code into the app. */
  enableNodeOptionsEnvironmentVariable: false,
  /** `--inspect` could open a debugger port into the app. */
  enableNodeCliInspectArguments: false,
  /** A changed archive is refused at start. */
  enableEmbeddedAsarIntegrityValidation: true,
  /** No folder beside the archive can take its place. */
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  /** Pages come from app://, never from file://. */
  grantFileProtocolExtraPrivileges: false,
} as const satisfies Configuration['electronFuses']
