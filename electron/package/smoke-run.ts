import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type Browser, type Page } from 'playwright-core'
import { defaultProbeSettings } from '../../core/population/probe-settings.ts'
import type { CallInput, CallName, CallOutput } from '../../engine/api/contract.ts'
import { appAddress } from '../origin.ts'
import { descendantsOf, stillRunning } from './process-tree.ts'

interface SmokeParts {
  readonly program: string
  /** Further arguments, before those of the test. */
  readonly values?: readonly string[]
  /** Told of each step that has been taken. */
  readonly say: (text: string) => void
}

/** Milliseconds for a start, for the tree, and for an end. */
const patience = { start: 60_000, tree: 240_000, end: 30_000 }
const probedModels = 4

/** Starts the app on an empty database and takes it through its work. Rejects with what was expected and found. */
export async function smoke({ program, values = [], say }: SmokeParts): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-smoke-'))
  const child = spawn(program, [...values, `--user-data-dir=${folder}`, '--remote-debugging-port=0'], {
    env: { ...process.env, CLADESCOPE_DB: join(folder, 'cladescope.sqlite') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let browser: Browser | undefined
  try {
    browser = await chromium.connectOverCDP(await within(patience.start, 'a debugging address', debuggerOf(child)))
    const page = await within(patience.start, 'a window', windowOf(browser))
    await page.getByRole('heading', { level: 1 }).waitFor({ timeout: patience.start })
    say('the window is open')
    const names = await within(patience.tree, 'a tree of the demo models', treeOfDemo(page, say))
    say(`a tree of ${names.join(', ')} is computed`)
    const processes = descendantsOf(child.pid!)
    await quit(child, browser)
    const code = await within(patience.end, 'an end', ended)
    if (code !== 0) throw new Error(`expected an end with code 0, found ${code}`)
    await wait(1000)
    const left = stillRunning(processes)
    if (left.length > 0) throw new Error(`expected no process to be left, found ${left.join(', ')}`)
    say(`it has ended, and its ${processes.length} processes with it`)
  } finally {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The address at which Chromium says that it can be driven. */
function debuggerOf(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`expected a window, found an end with code ${code}: ${said.trim()}`)))
    child.stderr?.on('data', (text: Buffer) => {
      said = (said + text.toString('utf8')).slice(-4000)
      const address = /DevTools listening on (ws:\/\/\S+)/.exec(said)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
}

async function windowOf(browser: Browser): Promise<Page> {
  for (;;) {
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((shown) => shown.url().startsWith(appAddress))
    if (page !== undefined) return page
    await wait(200)
  }
}

/** Adds the demo models over the page's way to the engine, probes some, and answers the tips of their tree. */
async function treeOfDemo(page: Page, say: (text: string) => void): Promise<string[]> {
  // The port is taken before the page's own listener sees it.
  await page.evaluate(`(async () => {
    const port = await new Promise((resolve) => {
      addEventListener('message', (event) => {
        if (event.data !== 'cladescope:port') return
        event.stopImmediatePropagation()
        resolve(event.ports[0])
      }, { capture: true, once: true })
      cladescope.connect()
    })
    let next = 1
    const waiting = new Map()
    port.onmessage = ({ data }) => waiting.get(data.id)?.(data)
    window.smokeCall = (call, input) => new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, (reply) => reply.ok ? resolve(reply.output) : reject(new Error(reply.error.message)))
      port.postMessage({ id, call, input })
    })
  })()`)
  const call = <Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> =>
    page.evaluate(`window.smokeCall(${JSON.stringify(name)}, ${JSON.stringify(input)})`) as Promise<CallOutput<Name>>

  const roots = await call('places.roots', {})
  say('the engine answers')
  const demo = roots.find(({ path }) => /[\\/]models[\\/]demo[\\/]?$/.test(path))
  if (demo === undefined) throw new Error(`expected the demo models, found ${roots.map(({ path }) => path).join(', ')}`)
  const { added } = await call('models.add', { placeIds: [demo.id], operation: 'smoke' })
  const modelIds = added.slice(0, probedModels).map(({ id }) => id)
  const genome = await call('genomes.add', { name: 'smoke', genes: ['The oak', 'A fern grows', 'Moss is'] })
  await call('probes.start', {
    modelIds,
    genomeId: genome.id,
    settings: { ...defaultProbeSettings, tolerance: 0.1 },
    load: { gpu: 'off' },
  })
  for (;;) {
    const { jobs } = await call('queue.get', {})
    const failed = jobs.find(({ state }) => state === 'failed')
    if (failed !== undefined) throw new Error(`${failed.modelName}: ${failed.failure?.message ?? 'failed'}`)
    if (jobs.every(({ state }) => state === 'done')) break
    await wait(500)
  }
  const { nodes } = await call('analysis.tree', {
    genomeId: genome.id,
    modelIds,
    root: 'midpoint',
    replicates: 0,
  } as CallInput<'analysis.tree'>)
  const tips = nodes.flatMap(({ modelId }) => added.find(({ id }) => id === modelId)?.name ?? [])
  if (tips.length !== probedModels) throw new Error(`expected ${probedModels} tips, found ${tips.length}`)
  return tips
}

/** Asks the app to end, as a user's session does. */
async function quit(child: ChildProcess, browser: Browser): Promise<void> {
  if (process.platform !== 'win32') return void child.kill('SIGTERM')
  await (await browser.newBrowserCDPSession()).send('Browser.close')
}

async function within<Result>(milliseconds: number, what: string, result: Promise<Result>): Promise<Result> {
  const abort = new AbortController()
  const late = wait(milliseconds, undefined, { signal: abort.signal }).then(() => {
    throw new Error(`expected ${what} within ${milliseconds / 1000} s, found none`)
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([result, late])
  } finally {
    abort.abort()
  }
}
