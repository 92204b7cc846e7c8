import type { MessagePortMain, ParentPort } from 'electron'
import { EventEmitter } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { runEngineHost } from '../../electron/engine-host.ts'
import { type EngineProcess, startEngineProcess, type EngineExit } from '../../electron/engine-process.ts'
import type { WorkNews } from '../../electron/jobs/work-news.ts'
import type { Api } from '../../engine/api/contract.ts'
import { createWireClient, type WireClient } from '../../engine/api/wire.ts'
import type { Engine, EngineOptions } from '../../engine/engine.ts'
import type { Inference } from '../../native/process/inference.ts'
import { protocolVersion } from '../../native/process/messages.ts'
import { asUtilityProcess, fakeChannel, fakeProcess, type FakeProcess } from './fake-electron.ts'

/** An engine that lists no models and emits on demand. */
function fakeEngine() {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const engine: Engine = {
    call: (async (name: string) => {
      if (name === 'queue.get') await new Promise(() => undefined)
      return []
    }) as unknown as Api['call'],
    on: (name, listener) => {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener as never))
      return () => listeners.get(name)?.delete(listener as never)
    },
    grantPlace: (path) => {
      if (path === '/absent') throw new Error('There is no file or folder at /absent.')
      return { id: `id:${path}`, name: path, path }
    },
    close: vi.fn(async () => undefined),
  }
  return {
    engine,
    emit: (name: string, payload: unknown) => listeners.get(name)?.forEach((listener) => listener(payload)),
    listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
  }
}

/** Main's side on fake processes, each running a real engine host on a fake engine. */
function setUp(
  openEngine: (run: number, options: EngineOptions) => Promise<Engine> = async () => fakeEngine().engine,
  wait: (milliseconds: number) => Promise<void> = async () => undefined,
) {
  const children: FakeProcess[] = []
  const exits: EngineExit[] = []
  const jobs: WorkNews[] = []
  const said: string[] = []
  const waits: number[] = []
  const inference: FakeProcess[] = []
  let time = 0
  const fork = () => {
    const child = fakeProcess()
    const run = children.push(child)
    child.pid = run
    const parent = new EventEmitter()
    child.on('posted', (message: unknown, ports: MessagePortMain[]) =>
      queueMicrotask(() => parent.emit('message', { data: structuredClone(message), ports })),
    )
    runEngineHost({
      parent: Object.assign(parent, {
        postMessage: (message: unknown) => queueMicrotask(() => child.emit('message', structuredClone(message))),
      }) as unknown as ParentPort,
      openEngine: (options) => openEngine(run, options),
      exit: (code) => queueMicrotask(() => queueMicrotask(() => child.emit('exit', code))),
    })
    return asUtilityProcess(child)
  }
  const engine = startEngineProcess({
    databaseFile: '/data/cladescope.sqlite',
    fork,
    forkInference: () => {
      const child = fakeProcess()
      inference.push(child)
      return asUtilityProcess(child)
    },
    createChannel: fakeChannel,
    onExit: (report) => exits.push(report),
    onWork: (given) => jobs.push(given),
    onStderr: (source, text) => said.push(`${source}: ${text}`),
    wait: (milliseconds) => {
      waits.push(milliseconds)
      return wait(milliseconds)
    },
    now: () => time,
  })
  return {
    engine,
    children,
    exits,
    jobs,
    said,
    waits,
    inference,
    pass: (milliseconds: number) => (time += milliseconds),
  }
}

/** A page with a port to the engine, which is waited for. */
async function pageOf(engine: EngineProcess): Promise<WireClient & { readonly port: MessagePortMain }> {
  await expect.poll(() => engine.standing().state).toBe('open')
  const port = engine.connect()!
  const client = createWireClient((message) => port.postMessage(message))
  port.on('message', ({ data }) => client.receive(data))
  port.start()
  return { ...client, port }
}

describe('the engine in its process', () => {
  test('answers calls and passes events on over a port, and grants places', async () => {
    const fake = fakeEngine()
    const options: EngineOptions[] = []
    const { engine } = setUp(async (_, given) => (options.push(given), fake.engine))
    expect(engine.connect()).toBeUndefined()
    const { api } = await pageOf(engine)
    expect(await api.call('models.list', {})).toEqual([])
    expect(options[0]!.databaseFile).toBe('/data/cladescope.sqlite')
    expect(await engine.grantPlace('/models')).toEqual({ id: 'id:/models', name: '/models', path: '/models' })
    await expect(engine.grantPlace('/absent')).rejects.toThrow('no file or folder')
    const heard = vi.fn()
    const end = api.on('models.changed', heard)
    fake.emit('models.changed', {})
    await expect.poll(() => heard.mock.calls.length).toBe(1)
    end()
    fake.emit('models.changed', {})
    await api.call('models.list', {})
    expect(heard).toHaveBeenCalledOnce()
  })

  test('main is told how far the queues are, and what is written to stderr', async () => {
    const fake = fakeEngine()
    const { engine, children, jobs, said } = setUp(async () => fake.engine)
    await pageOf(engine)
    fake.emit('queue', { jobs: [{ state: 'running', modelName: 'oak' }], done: 3, genes: 4 })
    await expect.poll(() => jobs).toEqual([{ progress: 0.75, ended: null }])
    children[0]!.stderr.emit('data', Buffer.from('a warning'))
    expect(said).toEqual(['engine: a warning'])
    children[0]!.emit('exit', 139)
    expect(jobs.at(-1)).toEqual({ progress: null, ended: null })
  })

  test('main is told of the end of a long call that a page has made', async () => {
    const { now } = performance
    let later = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + later)
    const call = (async () => {
      later = 30_000
      return {}
    }) as unknown as Api['call']
    const { engine, jobs } = setUp(async () => ({ ...fakeEngine().engine, call }))
    const { api } = await pageOf(engine)
    await expect(api.call('analysis.tree', {} as never)).resolves.toEqual({})
    clock.mockRestore()
    const ended = { title: 'Computing the tree has ended', body: '' }
    await expect.poll(() => jobs).toEqual([{ progress: null, ended }])
  })

  test('main is sent nothing of what page and engine say', async () => {
    const { engine, children } = setUp()
    const told: unknown[] = []
    children[0]!.on('message', (message) => told.push(message))
    const { api } = await pageOf(engine)
    await api.call('models.list', {})
    expect(told).toEqual([{ kind: 'opened' }])
    expect(children[0]!.posted.map(({ message, ports }) => [message, ports.length])).toEqual([
      [{ kind: 'open', databaseFile: '/data/cladescope.sqlite' }, 0],
      [{ kind: 'connect' }, 1],
    ])
  })

  test('a page that is gone hears no more events; another has a port of its own', async () => {
    const fake = fakeEngine()
    const { engine } = setUp(async () => fake.engine)
    await expect.poll(() => engine.standing().state).toBe('open')
    // Main follows the queues beside the pages.
    const followed = fake.listening()
    const first = await pageOf(engine)
    await first.api.call('models.list', {})
    const listening = fake.listening()
    expect(listening).toBeGreaterThan(0)
    const second = await pageOf(engine)
    expect(await second.api.call('models.list', {})).toEqual([])
    expect(fake.listening()).toBe(2 * listening - followed)
    first.port.close()
    await expect.poll(() => fake.listening()).toBe(listening)
    expect(await second.api.call('models.list', {})).toEqual([])
  })

  test('junk from a page is answered or ignored, and an answer that cannot be cloned fails its call only', async () => {
    const { engine: fake } = fakeEngine()
    const answer = (name: string) => (name === 'genomes.list' ? [() => undefined] : [])
    const { engine } = setUp(async () => ({ ...fake, call: (async (name: string) => answer(name)) as Api['call'] }))
    const { api, port } = await pageOf(engine)
    for (const message of [null, 5, {}, { id: 98 }, { id: 99, call: 'nosuch', input: {} }]) port.postMessage(message)
    await expect(api.call('genomes.list', {})).rejects.toThrow('could not be cloned')
    expect(await api.call('models.list', {})).toEqual([])
  })

  test('a crash says why, and the engine is started again, for a new port', async () => {
    const fakes = [fakeEngine(), fakeEngine()]
    const { engine, children, exits, waits } = setUp(async (run) => fakes[run - 1]!.engine)
    await pageOf(engine)
    const grant = engine.grantPlace('/never-answered')
    const standings: unknown[] = []
    engine.onStanding(() => standings.push(engine.standing()))
    children[0]!.stderr.emit('data', Buffer.from('first\nFatal: out of memory\n'))
    children[0]!.emit('exit', 139)
    expect(engine.connect()).toBeUndefined()
    await expect(grant).rejects.toThrow('code 139')
    await expect.poll(() => children.length).toBe(2)
    expect(exits).toEqual([{ message: expect.stringContaining('139'), isRefusal: false, restart: 500 }])
    expect(waits).toEqual([500])
    const { api } = await pageOf(engine)
    expect(standings).toEqual([
      {
        state: 'lost',
        reason: expect.stringMatching(/unexpectedly with code 139: first \| Fatal: out of memory/) as string,
      },
      { state: 'open', reason: null },
    ])
    const heard = vi.fn()
    api.on('models.changed', heard)
    await api.call('models.list', {})
    fakes[1]!.emit('models.changed', {})
    await expect.poll(() => heard.mock.calls.length).toBe(1)
  })

  test('pauses grow, and after the last restart the engine stays down', async () => {
    const { engine, children, exits, waits } = setUp()
    for (let run = 1; run <= 4; run++) {
      await expect.poll(() => children.length).toBe(run)
      children[run - 1]!.emit('exit', 1)
    }
    expect(waits).toEqual([500, 2000, 8000])
    expect(exits.map(({ restart }) => restart)).toEqual([500, 2000, 8000, null])
    expect(engine.connect()).toBeUndefined()
    expect(engine.standing()).toEqual({ state: 'down', reason: expect.stringContaining('code 1') as string })
    await expect(engine.grantPlace('/models')).rejects.toThrow('code 1')
    expect(children).toHaveLength(4)
  })

  test('its state is told: an end, a restart, and that there will be none; then it can be asked for', async () => {
    const { engine, children } = setUp()
    const states: string[] = [engine.standing().state]
    engine.onStanding(() => states.push(engine.standing().state))
    await expect.poll(() => engine.standing().state).toBe('open')
    children[0]!.emit('exit', 139)
    await expect.poll(() => engine.standing().state).toBe('open')
    expect(states).toEqual(['connecting', 'open', 'lost', 'open'])
    for (let run = 2; run <= 4; run++) {
      await expect.poll(() => children.length).toBe(run)
      children[run - 1]!.emit('exit', 1)
    }
    expect(engine.standing().state).toBe('down')
    engine.retryNow()
    engine.retryNow()
    await expect.poll(() => engine.standing().state).toBe('open')
    expect(children).toHaveLength(5)
    expect(await (await pageOf(engine)).api.call('models.list', {})).toEqual([])
    engine.retryNow()
    expect(children).toHaveLength(5)
  })

  test('asking for it ends the pause before a restart, and starts one process only', async () => {
    let endPause: () => void = () => undefined
    const { engine, children } = setUp(undefined, () => new Promise<void>((resolve) => (endPause = resolve)))
    children[0]!.emit('exit', 1)
    engine.retryNow()
    expect(children).toHaveLength(2)
    endPause()
    expect(await (await pageOf(engine)).api.call('models.list', {})).toEqual([])
    expect(children).toHaveLength(2)
  })

  test('a long healthy run begins a new row of restarts', async () => {
    const { children, waits, pass } = setUp()
    children[0]!.emit('exit', 1)
    await expect.poll(() => children.length).toBe(2)
    pass(61_000)
    children[1]!.emit('exit', 1)
    await expect.poll(() => children.length).toBe(3)
    expect(waits).toEqual([500, 500])
  })

  test('a database that cannot be opened is reported and not tried again', async () => {
    const { engine, exits, children } = setUp(async () => Promise.reject(new Error('database from a newer version')))
    await expect.poll(() => engine.standing()).toEqual({ state: 'down', reason: 'database from a newer version' })
    expect(exits).toEqual([{ message: 'database from a newer version', isRefusal: true, restart: null }])
    expect(children).toHaveLength(1)
  })

  test('a new reason for the same state is told', async () => {
    const reasons = ['database from a newer version', 'disk is full', 'disk is full']
    const { engine, children } = setUp(async (run) => Promise.reject(new Error(reasons[run - 1])))
    const told: unknown[] = []
    engine.onStanding(() => told.push(engine.standing()))
    for (const count of [1, 2, 3]) {
      if (count > 1) engine.retryNow()
      await expect.poll(() => children.length).toBe(count)
      await expect.poll(() => engine.standing().reason).toBe(reasons[count - 1])
    }
    expect(told).toEqual([
      { state: 'down', reason: 'database from a newer version' },
      { state: 'down', reason: 'disk is full' },
    ])
  })

  test('closing closes the engine and starts nothing again', async () => {
    const fake = fakeEngine()
    const { engine, exits, children } = setUp(async () => fake.engine)
    await pageOf(engine)
    await engine.close()
    expect(fake.engine.close).toHaveBeenCalledOnce()
    expect(exits).toEqual([])
    expect(children).toHaveLength(1)
    expect(engine.connect()).toBeUndefined()
    await expect(engine.grantPlace('/models')).rejects.toThrow('has been closed')
    expect(fake.listening()).toBe(0)
  })

  test('junk from the host is ignored', async () => {
    const { engine, children } = setUp()
    for (const message of [
      null,
      5,
      { kind: 'nosuch' },
      { kind: 'granted', id: 1, place: 7 },
      { kind: 'start-process', process: 0, entry: '/bin/sh' },
    ])
      children[0]!.emit('message', message)
    expect(await (await pageOf(engine)).api.call('models.list', {})).toEqual([])
  })
})

describe('inference processes', () => {
  /** An engine whose only use is to start an inference process; `loading` is what the attempt came to. */
  function startOne() {
    let attempt: Promise<unknown> | undefined
    const parts = setUp(async (_, { startInference }) => {
      attempt = startInference!()
      attempt.catch(() => undefined)
      return fakeEngine().engine
    })
    return { ...parts, attempt: () => attempt! }
  }

  /** The process's end of its port to the engine. */
  function portOf(child: FakeProcess) {
    const [{ ports }] = child.posted as [FakeProcess['posted'][number]]
    const received: unknown[] = []
    const port = ports[0]!
    port.on('message', ({ data }) => received.push(data))
    port.start()
    return { port, received }
  }

  test('are started by main for the host, and what they say goes past main', async () => {
    const { inference, children, attempt } = startOne()
    await expect.poll(() => inference.length).toBe(1)
    const [child] = inference
    const news: unknown[] = []
    children[0]!.on('posted', (message) => news.push(message))
    child!.pid = 4321
    child!.emit('spawn')
    const { port } = portOf(child!)
    port.postMessage({ type: 'hello', protocol: -1, build: 'other', pid: 4321 })
    // Another protocol version: the client ends the process by force, by its pid, and reports it.
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    await expect.poll(() => kill.mock.calls).toEqual([[4321, 'SIGKILL']])
    kill.mockRestore()
    child!.emit('exit', 9)
    await expect(attempt()).rejects.toMatchObject({ name: 'InferenceError', stage: 'start', failure: 'protocol' })
    expect(news).toEqual([
      { kind: 'process-started', process: 1, pid: 4321 },
      { kind: 'process-exit', process: 1, code: 9 },
    ])
  })

  test('are loaded and closed over their port', async () => {
    const { inference, attempt } = startOne()
    await expect.poll(() => inference.length).toBe(1)
    const { port, received } = portOf(inference[0]!)
    port.postMessage({ type: 'hello', protocol: protocolVersion, build: 'this', pid: 1 })
    const client = (await attempt()) as Inference
    const loaded = client.load('/models/a.gguf', { gpu: 'off' })
    await expect.poll(() => received).toMatchObject([{ type: 'load', id: 1, path: '/models/a.gguf' }])
    port.postMessage({ type: 'failed', id: 1, failure: 'corrupt-file', message: 'no model', genes: [] })
    await expect(loaded).rejects.toMatchObject({ failure: 'corrupt-file' })
    const closed = client.close()
    await expect.poll(() => received.at(-1)).toEqual({ type: 'close' })
    inference[0]!.emit('exit', 0)
    await closed
  })

  test('bring their last words along when they die', async () => {
    const { inference, attempt } = startOne()
    await expect.poll(() => inference.length).toBe(1)
    inference[0]!.stderr.emit('data', Buffer.from('GGML_ASSERT(x) failed\n'))
    inference[0]!.emit('exit', 134)
    await expect(attempt()).rejects.toMatchObject({ failure: 'assertion', stderr: ['GGML_ASSERT(x) failed'] })
  })

  test('end with the host', async () => {
    const { inference, children, attempt } = startOne()
    await expect.poll(() => inference.length).toBe(1)
    children[0]!.emit('exit', 1)
    expect(inference[0]!.kill).toHaveBeenCalled()
    inference[0]!.emit('exit', 0)
    attempt().catch(() => undefined)
  })
})
