import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/**
 * A headless browser that is driven over two pipes with the Chrome DevTools Protocol: no port is opened, no file
 * exchanged.
 */
interface BrowserPipe {
  /** Calls a method of the protocol; rejects where the browser refuses it or ends. */
  call(method: string, parameters: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>>
  /** Ends the browser with its own processes. */
  end(): void
}

const keptCharacters = 4000
const keptLines = 6

/**
 * Starts a Chromium, Chrome or Edge with a profile folder of its own and without network: no name is resolved.
 * `onEnd` is told once that it has ended, and why as far as is known.
 */
export function startBrowser(program: string, profile: string, onEnd: (reason: string) => void): BrowserPipe {
  // A group of its own, so that the browser's own processes end with it.
  const child = spawn(program, argumentsFor(profile), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  const requests = child.stdio[3] as Writable
  const waiting = new Map<
    number,
    { resolve: (result: Readonly<Record<string, unknown>>) => void; reject: (error: Error) => void }
  >()
  let said = ''
  let ended: Error | undefined
  let lastId = 0

  const finish = (reason: string): void => {
    if (ended !== undefined) return
    ended = new Error(reason)
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
    onEnd(reason)
  }
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptCharacters)
  })
  child.once('error', (error) => finish(`could not be started: ${error.message}`))
  child.once('close', (code, signal) => {
    const lines = said
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(-keptLines)
    finish(`ended with ${signal ?? `exit code ${String(code)}`}${lines.length === 0 ? '' : `: ${lines.join(' | ')}`}`)
  })
  // The process's own end says why; a broken pipe says less.
  requests.on('error', () => undefined)

  receive(child.stdio[4] as Readable, (message) => {
    const { id, result, error } = message as {
      id?: number
      result?: Record<string, unknown>
      error?: { message: string }
    }
    const asked = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || asked === undefined) return
    waiting.delete(id)
    if (error === undefined) asked.resolve(result ?? {})
    else asked.reject(new Error(error.message))
  })

  return {
    call: (method, parameters, sessionId) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined) return reject(ended)
        lastId += 1
        waiting.set(lastId, { resolve, reject })
        requests.write(
          `${JSON.stringify({ id: lastId, method, params: parameters, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
        )
      }),
    end: () => endGroup(child),
  }
}

function argumentsFor(profile: string): string[] {
  // Chromium refuses its own sandbox as root, as which containers often run. The page is this program's own and has no
  // script.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    '--disable-gpu',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-extensions',
    '--disable-sync',
    '--disable-component-update',
    '--disable-background-networking',
    '--no-pings',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    ...asRoot,
  ]
}

/** Messages are JSON, each ended by a zero byte. */
function receive(stream: Readable, onMessage: (message: unknown) => void): void {
  let parts: Buffer[] = []
  stream.on('data', (chunk: Buffer) => {
    let from = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      parts.push(chunk.subarray(from, end))
      onMessage(JSON.parse(Buffer.concat(parts).toString('utf8')))
      parts = []
      from = end + 1
    }
    parts.push(chunk.subarray(from))
  })
  stream.on('error', () => undefined)
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}
