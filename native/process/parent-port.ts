import type { ParentPort } from './serve-inference.ts'

/** Electron's `process.parentPort` in a utility process, as far as it is used here. */
interface UtilityPort {
  on(event: 'message', listener: (event: { readonly ports: readonly EnginePort[] }) => void): unknown
}

/** One end of a port whose other end the engine has. */
interface EnginePort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  start(): void
}

/** The parts of `process` that lead to the parent. */
export interface ChildProcess {
  readonly parentPort?: UtilityPort
  readonly connected?: boolean
  send?(message: unknown): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'disconnect', listener: () => void): unknown
}

/**
 * The way to the parent: Node's channel in a forked process, in a utility process of Electron the port to the engine
 * that its first message brings. `onOrphaned` is called when the parent is gone (Electron ends its utility processes
 * itself). Throws where there is no parent.
 */
export function parentPort(child: ChildProcess, onOrphaned: () => void): ParentPort {
  if (child.parentPort !== undefined) return enginePort(child.parentPort)
  if (child.send === undefined) throw new Error('expected to be started by a parent process, found no channel to one')
  child.once('disconnect', onOrphaned)
  return {
    send: (message) => {
      if (child.connected === true) child.send?.(message)
    },
    onMessage: (listener) => void child.on('message', listener),
  }
}

/** What is sent before the port has come waits for it. */
function enginePort(utility: UtilityPort): ParentPort {
  let port: EnginePort | undefined
  const waiting: unknown[] = []
  let receive: ((message: unknown) => void) | undefined
  const begin = (): void => {
    if (port === undefined || receive === undefined) return
    const listener = receive
    port.on('message', ({ data }) => listener(data))
    port.start()
  }
  utility.on('message', ({ ports: [given] }) => {
    if (given === undefined || port !== undefined) return
    port = given
    for (const message of waiting.splice(0)) port.postMessage(message)
    begin()
  })
  return {
    send: (message) => {
      if (port === undefined) waiting.push(message)
      else port.postMessage(message)
    },
    onMessage: (listener) => {
      receive = listener
      begin()
    },
  }
}
