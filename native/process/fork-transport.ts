import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from './child-environment.ts'
import { codeCache } from './code-cache.ts'
import type { ProcessExit, Transport } from './transport.ts'

/** Milliseconds to wait for the rest of stderr after the exit: a grandchild may hold the pipe open for ever. */
const drain = 300

/** The transport of plain Node: `child_process.fork` with structured-clone messages, stdout closed, stderr piped. */
export function forkTransport(entry: URL): Transport {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Without a cache of compiled code, a process that runs TypeScript holds Node's compiler for it: 30 MB.
    env: { NODE_COMPILE_CACHE: codeCache(), ...childEnvironment(process.env) },
    // Arrays live on outside of V8's heap; for the rest, space for new objects that grows to 48 MB gains no time.
    execArgv: ['--max-semi-space-size=2'],
  })
  let onMessage: ((message: unknown) => void) | undefined
  let onStderr: ((text: string) => void) | undefined
  let onExit: ((exit: ProcessExit) => void) | undefined
  let ended = false

  const end = (exit: ProcessExit): void => {
    if (ended) return
    ended = true
    onExit?.(exit)
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => onStderr?.(text))
  child.on('message', (message) => onMessage?.(message))
  child.on('error', (error) => {
    onStderr?.(`${error.message}\n`)
    // Without a pid nothing was started and no exit will follow.
    if (child.pid === undefined) end({ code: null, signal: null })
  })
  child.on('exit', (code, signal) => setTimeout(() => end({ code, signal }), drain))
  child.on('close', (code, signal) => end({ code, signal }))

  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => void (onMessage = listener),
    onStderr: (listener) => void (onStderr = listener),
    onExit: (listener) => void (onExit = listener),
    kill: (how) => void child.kill(how === 'force' ? 'SIGKILL' : 'SIGTERM'),
  }
}
