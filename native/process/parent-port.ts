import type { ParentPort } from './serve-inference.ts'

/** Electron's `process.parentPort` in a utility process, as far as it is used here. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
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
 * The way to the parent: Electron's port in a utility process, Node's channel in a forked one. `onOrphaned` is called
 * when the parent is gone (Electron ends its utility processes itself). Throws where there is no parent.
 */
export function parentPort(child: ChildProcess, onOrphaned: () => void): ParentPort {
  const port = child.parentPort
  if (port !== undefined) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', (event) => listener(event.data)),
    }
  }
  if (child.send === undefined) throw new Error('expected to be started by a parent process, found no channel to one')
  child.once('disconnect', onOrphaned)
  return {
    send: (message) => {
      if (child.connected === true) child.send?.(message)
    },
    onMessage: (listener) => void child.on('message', listener),
  }
}
