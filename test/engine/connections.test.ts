/** The engine and its inference processes reach nothing: by what they call, and by the sockets that they hold. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const at = (name: string): string => join(import.meta.dirname, name)

/** What a process prints while the sockets of it and of its descendants are looked at every few milliseconds. */
async function watched(
  child: ChildProcess,
): Promise<{ output: string; code: number | null; sockets: string[]; processes: number }> {
  const sockets = new Set<string>()
  const processes = new Set<number>()
  let output = ''
  child.stdout!.on('data', (text: Buffer) => (output += text.toString('utf8')))
  child.stderr!.on('data', (text: Buffer) => (output += text.toString('utf8')))
  const timer = setInterval(() => {
    for (const pid of descendants(child.pid!)) {
      processes.add(pid)
      for (const socket of networkSockets(pid)) sockets.add(socket)
    }
  }, 20)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearInterval(timer)
  return { output, code, sockets: [...sockets], processes: processes.size }
}

function descendants(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readOrNothing(`/proc/${name}/stat`)
    if (stat !== '') parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const found = [root]
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child)
  return found
}

/** Sockets of a process that can reach beyond it: not the pairs over which processes of one program speak. */
function networkSockets(pid: number): string[] {
  let held: string[]
  try {
    held = readdirSync(`/proc/${pid}/fd`).map((name) => readlinkOrNothing(`/proc/${pid}/fd/${name}`))
  } catch {
    return []
  }
  const inodes = new Set(held.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
  if (inodes.size === 0) return []
  return ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((kind) =>
    readOrNothing(`/proc/${pid}/net/${kind}`)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9] ?? ''))
      .map((fields) => `${kind} ${fields[1]} ${fields[2]}`),
  )
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function readlinkOrNothing(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

const start = (file: string, values: string[], log: string): ChildProcess =>
  spawn(process.execPath, [file, ...values], {
    env: { ...process.env, CONNECTION_LOG: log },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

describe.skipIf(process.platform !== 'linux')('connections', () => {
  test('a process that reaches out is noticed in both ways', async () => {
    const log = join(folder, 'reaching.log')
    const { output, sockets } = await watched(start(at('fixtures/reaching-out.ts'), [], log))
    expect(output).toContain('reached')
    expect(sockets.some((socket) => socket.startsWith('tcp'))).toBe(true)
    expect(readFileSync(log, 'utf8')).toMatch(/listen[\s\S]*lookup "localhost"|lookup "localhost"[\s\S]*listen/)
    expect(readFileSync(log, 'utf8')).toContain('connect ')
  })

  test('adding and probing a model reaches out nowhere', async () => {
    const log = join(folder, 'engine.log')
    const model = join(import.meta.dirname, '../../models/demo/fern.gguf')
    const child = start(at('connections.child.ts'), [join(folder, 'engine.sqlite'), model], log)
    const { output, code, sockets, processes } = await watched(child)
    expect(output).toContain('probed')
    expect(code).toBe(0)
    expect(sockets).toEqual([])
    // The engine, the inference process, and the one that compares with the public API.
    expect(processes).toBeGreaterThanOrEqual(3)
    const lines = readFileSync(log, 'utf8').trim().split('\n')
    expect(lines.filter((line) => line === 'watching').length).toBeGreaterThanOrEqual(2)
    expect(lines.filter((line) => line !== 'watching')).toEqual([])
  })
})
