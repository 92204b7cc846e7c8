import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { directorySlots, KernelMemory } from '../../../native/kernel/kernel-memory.ts'

test('gives zeros at multiples of 64 that do not overlap, and keeps views when it grows', () => {
  const memory = new KernelMemory()
  const sizes = [1, 64, 65, 100_000, 7]
  const starts = sizes.map((bytes) => memory.allocate(bytes))
  const views = starts.map((start, index) => new Uint8Array(memory.buffer, start, sizes[index]!))
  views.forEach((view, index) => {
    expect(starts[index]! % 64).toBe(0)
    expect(view.every((byte) => byte === 0)).toBe(true)
    view.fill(index + 1)
  })
  memory.allocate(2 ** 20)
  views.forEach((view, index) => expect(view.every((byte) => byte === index + 1)).toBe(true))
})

test('a record is made once, unless that fails', () => {
  const memory = new KernelMemory()
  const other = new KernelMemory(memory.shared)
  const fail = (): number => {
    throw new Error('no room')
  }
  expect(() => memory.record(3, fail)).toThrow('no room')
  expect(memory.record(3, () => 4096)).toBe(4096)
  expect(other.record(3, fail)).toBe(4096)
  expect(() => memory.record(directorySlots, () => 64)).toThrow(`expected a slot from 0 to ${directorySlots - 1}`)
})

/** What three threads post that run `code`, with `memory` a KernelMemory of the same memory. */
function inThreads<Message>(memory: KernelMemory, code: string): Promise<Message[]> {
  const module = new URL('../../../native/kernel/kernel-memory.ts', import.meta.url).href
  const source = `
    import { parentPort, workerData } from 'node:worker_threads'
    const { KernelMemory } = await import(workerData.module)
    const memory = new KernelMemory(workerData.memory)
    ${code}
  `
  const run = (): Promise<Message> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
        workerData: { module, memory: memory.shared },
      })
      worker.once('message', resolve).once('error', reject)
    })
  return Promise.all([1, 2, 3].map(run))
}

test("a room that cannot be had is in nobody's way", () => {
  const memory = new KernelMemory(new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }))
  expect(() => memory.allocate(2 ** 20)).toThrow(RangeError)
  const start = memory.allocate(65_536)
  expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(start + 65_536)
})

test('a thread that is lost while it makes a record is not waited for for ever', () => {
  const memory = new KernelMemory()
  const never = (): number => {
    expect(new KernelMemory(memory.shared).record(5, () => 4096, 20)).toBe(4096)
    return 8192
  }
  expect(memory.record(5, never)).toBe(8192)
})

test('threads that allocate at the same time get rooms of their own', async () => {
  const memory = new KernelMemory()
  const code =
    'parentPort.postMessage(Array.from({ length: 2000 }, (_, index) => [memory.allocate(64 + index % 500), 64 + index % 500]))'
  const sorted = (await inThreads<[number, number][]>(memory, code)).flat().sort((left, right) => left[0] - right[0])
  expect(sorted).toHaveLength(6000)
  for (const [index, [start]] of sorted.slice(1).entries())
    expect(start).toBeGreaterThanOrEqual(sorted[index]![0] + sorted[index]![1])
  expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(sorted.at(-1)![0] + sorted.at(-1)![1])
})

test('threads that want the same record at the same time wait for the one that makes it', async () => {
  const memory = new KernelMemory()
  const [met, made] = [memory.allocate(4), memory.allocate(4)]
  // Each waits until all have come; making takes long enough for the others to ask meanwhile.
  const code = `
    const cells = (address) => new Int32Array(memory.buffer, address, 1)
    Atomics.add(cells(${met}), 0, 1)
    while (Atomics.load(cells(${met}), 0) < 3);
    const make = () => {
      Atomics.add(cells(${made}), 0, 1)
      Atomics.wait(cells(${met}), 0, 3, 100)
      return memory.allocate(64)
    }
    parentPort.postMessage(memory.record(0, make))
  `
  const addresses = await inThreads<number>(memory, code)
  expect(new Set(addresses).size).toBe(1)
  expect(new Int32Array(memory.buffer, made, 1)[0]).toBe(1)
})

test('a thread that may not sleep waits for a record all the same', async () => {
  const memory = new KernelMemory()
  const [met, made] = [memory.allocate(4), memory.allocate(4)]
  const code = `
    const cells = (address) => new Int32Array(memory.buffer, address, 1)
    Atomics.add(cells(${met}), 0, 1)
    while (Atomics.load(cells(${met}), 0) < 3);
    Atomics.wait = () => {
      throw new TypeError('Atomics.wait cannot be called in this context')
    }
    const make = () => {
      Atomics.add(cells(${made}), 0, 1)
      const until = performance.now() + 100
      while (performance.now() < until);
      return memory.allocate(64)
    }
    parentPort.postMessage(memory.record(0, make))
  `
  const addresses = await inThreads<number>(memory, code)
  expect(new Set(addresses).size).toBe(1)
  expect(new Int32Array(memory.buffer, made, 1)[0]).toBe(1)
})
