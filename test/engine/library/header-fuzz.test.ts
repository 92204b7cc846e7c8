import fc from 'fast-check'
import { describe, it } from 'vitest'
import { type ByteSource } from '../../../engine/library/gguf/byte-window.ts'
import { memorySource } from '../fixtures/memory-source.ts'
import { GgufError } from '../../../engine/library/gguf/gguf-error.ts'
import { headerFacts } from '../../../engine/library/gguf/header-facts.ts'
import { readHeader } from '../../../engine/library/gguf/header-reader.ts'
import { tinyModel } from '../fixtures/gguf-writer.ts'

/** Counts the bytes asked for, so that a reader that goes in circles or far too wide is caught without a clock. */
function counted(bytes: Uint8Array): { source: ByteSource; asked: () => number } {
  const memory = memorySource(bytes)
  let asked = 0
  return {
    source: {
      size: memory.size,
      read: (target, position) => {
        asked += target.length
        return memory.read(target, position)
      },
    },
    asked: () => asked,
  }
}

async function readsOrRefuses(bytes: Uint8Array): Promise<void> {
  const { source, asked } = counted(bytes)
  try {
    headerFacts([await readHeader(source)])
  } catch (error) {
    if (!(error instanceof GgufError)) throw error
  }
  if (asked() > 64 * (bytes.length + 1))
    throw new Error(`${String(asked())} bytes were asked for to read a file of ${String(bytes.length)}`)
}

const good = tinyModel()
const mutation = fc.record({
  at: fc.nat(good.length - 1),
  value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)),
  run: fc.integer({ min: 1, max: 8 }),
})

describe('mutated headers are read or refused, never more', () => {
  it('bytes overwritten', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), async (mutations) => {
        const bytes = good.slice()
        for (const { at, value, run } of mutations) bytes.fill(value, at, at + run)
        await readsOrRefuses(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  it('bytes cut out, repeated or put in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.nat(good.length),
        fc.uint8Array({ maxLength: 64 }),
        async (from, to, insert) => {
          await readsOrRefuses(new Uint8Array(Buffer.concat([good.subarray(0, from), insert, good.subarray(to)])))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('any bytes behind a good beginning', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (tail) => {
        await readsOrRefuses(new Uint8Array(Buffer.concat([good.subarray(0, 24), tail])))
      }),
      { numRuns: 1000 },
    )
  })
})
