/** Variables of the parent that would change how a child process starts. */
const stripped: ReadonlySet<string> = new Set(['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE', 'NODE_CHANNEL_FD', 'NODE_UNIQUE_ID'])

/**
 * The environment of an inference process: the parent's without what would change the start of Node, and with ggml's
 * backtrace off (on an abort it would call a debugger and write hundreds of lines).
 */
export function childEnvironment(parent: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(parent).filter(([name]) => !stripped.has(name.toUpperCase()))
  return { ...Object.fromEntries(kept), GGML_NO_BACKTRACE: '1' }
}
