/**
 * Calls of the contract's shapes with values and types changed at random, against the Api and over the web shell's
 * socket. Every one is answered, by an ApiError or by an answer of the contract, and the engine answers well at the
 * end. A few by default; CLADESCOPE_TRIALS=2000 makes as many.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { z } from 'zod'
import { startWebShell } from '../../../cli/serve/web-shell.ts'
import { seededGenerator, type SeededGenerator } from '../../../core/random/seeded-generator.ts'
import { ApiError, type CallName, calls } from '../../../engine/api/contract.ts'
import { tokenProtocolPrefix, wireProtocol, wireReply } from '../../../engine/api/wire.ts'
import type { Engine } from '../../../engine/engine.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'

const trials = Number(process.env['CLADESCOPE_TRIALS'] ?? 60)
const seed = Number(process.env['CLADESCOPE_SEED'] ?? 20)

const names = Object.keys(calls) as CallName[]

/** Values that were a trouble to some program. */
const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e308,
  -0,
  '',
  ' ',
  '0',
  '-1',
  '\u0000',
  '\ud800',
  '../../etc/passwd',
  '__proto__',
  'toString',
  "'; DROP TABLE models; --",
  'x'.repeat(10_000),
  [],
  [[]],
  [null],
  {},
  { __proto__: null },
  { length: 1e9 },
  { toString: 1 },
]

type Definition = { readonly type: string } & Readonly<Record<string, unknown>>
const pick = <T>(random: SeededGenerator, list: readonly T[]): T => list[Math.floor(random.real() * list.length)]!

/**
 * A value of a schema, ids from those that exist; with `fault` as the chance of a value of another kind at each part of
 * it.
 */
function valueOf(schema: z.ZodType, random: SeededGenerator, ids: readonly string[], fault: number): unknown {
  if (random.real() < fault) return pick(random, odd)
  const definition = schema.def as unknown as Definition
  const inner = (part: unknown): unknown => valueOf(part as z.ZodType, random, ids, fault)
  switch (definition.type) {
    case 'object': {
      const shape = definition['shape'] as Readonly<Record<string, z.ZodType>>
      const entries = Object.entries(shape).flatMap(([key, part]) =>
        random.real() < fault ? [] : [[key, inner(part)] as const],
      )
      return Object.fromEntries(random.real() < fault ? [...entries, ['more', pick(random, odd)]] : entries)
    }
    case 'array':
      return Array.from({ length: Math.floor(random.real() * 4) }, () => inner(definition['element']))
    case 'optional':
    case 'default':
      return random.real() < 0.5 ? undefined : inner(definition['innerType'])
    case 'nullable':
      return random.real() < 0.3 ? null : inner(definition['innerType'])
    case 'union':
      return inner(pick(random, definition['options'] as readonly unknown[]))
    case 'pipe':
      return inner(definition['in'])
    case 'enum':
      return pick(random, Object.values(definition['entries'] as Readonly<Record<string, unknown>>))
    case 'literal':
      return pick(random, definition['values'] as readonly unknown[])
    case 'boolean':
      return random.real() < 0.5
    case 'number':
      return pick(random, [0, 1, 2, 4, 0.5, 0.9, 100])
    case 'string':
      return pick(random, [...ids, 'a', 'name,score\na,0.5\nb,0.25\n', 'loss,score\n2,0.5\n'])
    default:
      return pick(random, odd)
  }
}

/** An engine with two probed models, and ids of what it holds. */
async function probed(): Promise<{ engine: Engine; ids: string[] }> {
  const { start } = fakeInference()
  const { engine, request, models, genomeId } = await setUp({ startInference: start, modelNames: ['one', 'two'] })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  return { engine, ids: [...models, genomeId] }
}

/** A call of any name; some are whole, some have a fault here and there, some are mostly faults. */
function call(random: SeededGenerator, ids: readonly string[]): { name: CallName; input: unknown } {
  const name = pick(random, names)
  return { name, input: valueOf(calls[name].input, random, ids, pick(random, [0, 0.05, 0.3])) }
}

test('the Api answers every call by an ApiError or by an answer of the contract', async () => {
  const random = seededGenerator(seed)
  const { engine, ids } = await probed()
  for (let trial = 0; trial < trials; trial++) {
    const { name, input } = call(random, ids)
    const shown = `trial ${trial}, ${name} ${JSON.stringify(input)?.slice(0, 400)}`
    try {
      const answer: unknown = await engine.call(name, input as never)
      expect(calls[name].output.safeParse(answer).error, shown).toBeUndefined()
    } catch (error) {
      expect(error, shown).toBeInstanceOf(ApiError)
    }
  }
  expect(await engine.call('system.doctor', {})).toHaveProperty('checks')
  await engine.close()
}, 600_000)

test('the socket answers every message, be it a call or none, and the server is alive at the end', async () => {
  const random = seededGenerator(seed + 1)
  const { engine, ids } = await probed()
  const { folder } = await setUp()
  const page = join(folder, 'page')
  mkdirSync(page)
  writeFileSync(join(page, 'index.html'), '<!doctype html>')
  const shell = await startWebShell({ api: engine, pageFolder: page, host: '127.0.0.1', port: 0 })
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(
      `ws://127.0.0.1:${shell.port}/api`,
      [wireProtocol, tokenProtocolPrefix + shell.token],
      { origin: `http://127.0.0.1:${shell.port}` },
    )
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return socket
  }
  const socket = await open()
  for (let trial = 0; trial < trials; trial++) {
    const { name, input } = call(random, ids)
    const whole = JSON.stringify({ id: trial, call: name, input })
    // Some messages are cut, or are no request at all.
    const kind = random.real()
    const text =
      kind < 0.1
        ? whole.slice(0, Math.floor(random.real() * whole.length))
        : kind < 0.2
          ? JSON.stringify(pick(random, odd))
          : whole
    const answered = new Promise<unknown>((resolve) => {
      const look = (data: Buffer): void => {
        const message = JSON.parse(data.toString()) as { event?: string }
        if (message.event !== undefined) return
        socket.off('message', look)
        resolve(message)
      }
      socket.on('message', look)
    })
    socket.send(text)
    const reply = wireReply.safeParse(await answered)
    const shown = `trial ${trial}, ${text.slice(0, 400)}`
    expect(reply.error, shown).toBeUndefined()
    expect([trial, null], shown).toContain(reply.data!.id)
  }
  socket.close()
  const another = await open()
  another.send(JSON.stringify({ id: 1, call: 'genomes.list', input: {} }))
  await new Promise((resolve) => another.once('message', resolve))
  await shell.close()
  await engine.close()
}, 600_000)
