import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSource } from '../../../native/process/open-source.ts'
import { disagreement } from '../../../native/source/agreement.ts'
import type { LogitSource, SourceText } from '../../../native/source/logit-source.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { demoModel } from './source-behaviour.ts'
import { jamba, mamba, rwkv7, slidingWindow, t5 } from './tiny-architectures.ts'

const settings = { gpu: 'off', threads: 1, longestText: 99 } as const
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-sequences-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const texts = [
  'the quick brown fox jumps over the lazy dog',
  'count: 1, 2, 3, 4',
  'a',
  'def add(a, b):\n    return',
  'the quick brown fox jumps over the lazy cat',
  'In the beginning',
  'zz',
  'count: 9, 8, 7, 6, 5',
]

/** Log-probabilities of the tokens of each text, and of all next tokens. */
async function evaluate(source: LogitSource, groups: readonly (readonly SourceText[])[]): Promise<Float64Array[]> {
  const found: Float64Array[] = []
  for (const group of groups) {
    await source.open(group, ({ key }, known, { scores, logNormaliser }) => {
      found[key] = Float64Array.from(
        [...known, ...scores].map((score, at) => (at < known.length ? score : score - logNormaliser)),
      )
    })
    for (const { key } of group) source.release(key)
  }
  return found
}

describe('a text gives the same numbers alone and among others', () => {
  const openPublic = (file: string): Promise<LogitSource> => openPublicSource(file, settings)
  const openDirect = async (file: string): Promise<LogitSource> => (await openDirectSource(file, settings)).source
  const kinds = [
    ['recurrent (Mamba)', mamba],
    ['recurrent (RWKV 7)', rwkv7],
    ['hybrid (Jamba)', jamba],
    ['sliding window (Gemma 3)', slidingWindow],
    ['attention (a demo model)', null],
  ] as const
  test.each(
    kinds.flatMap(([kind, write]) => [
      [kind, 'direct', write, openDirect] as const,
      [kind, 'public', write, openPublic] as const,
    ]),
  )('%s, %s source', async (kind, _, write, open) => {
    const file = write === null ? demoModel('oak') : join(folder, `${kind}.gguf`)
    if (write !== null) writeFileSync(file, write())
    const source = await open(file)
    try {
      const tokenised = texts.map((text, key) => ({ key, tokens: source.tokenize(text) }))
      const alone = await evaluate(
        source,
        tokenised.map((text) => [text]),
      )
      const together = await evaluate(source, [tokenised])
      expect(disagreement(alone, together).logProbability).toBeLessThan(2e-3)
      // A mix-up would show: texts differ by far more, those that begin alike at their ends.
      const ends = alone.map((values) => values.slice(-source.vocabulary.size))
      for (let key = 1; key < ends.length; key++)
        expect(disagreement([ends[key - 1]!], [ends[key]!]).logProbability).toBeGreaterThan(0.01)
    } finally {
      await source.close()
    }
  })
})

test.each(['auto', 'public'] as const)(
  'a model with an encoder is refused before it is loaded (%s)',
  async (source) => {
    const file = join(folder, 't5.gguf')
    writeFileSync(file, t5())
    await expect(openSource(file, { ...settings, source }, {})).rejects.toMatchObject({
      failure: 'refused',
      stage: 'load',
      message: expect.stringMatching(/found one with an encoder \(T5/),
    })
  },
)
