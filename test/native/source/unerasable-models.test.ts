import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NextTokenScores } from '../../../native/source/logit-source.ts'
import type { LogitSource } from '../../../native/source/logit-source.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { jamba, mamba, slidingWindow } from './tiny-architectures.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-unerasable-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const probabilities = ({ scores, logNormaliser }: NextTokenScores): number[] =>
  [...scores].map((score) => Math.exp(score - logNormaliser))
const farthest = (left: readonly number[], right: readonly number[]): number =>
  Math.max(...left.map((p, token) => Math.abs(p - right[token]!)))

describe('models whose sequences cannot be cut back', () => {
  const settings = { gpu: 'off', threads: 1, longestText: 99 } as const
  const openPublic = (file: string): Promise<LogitSource> => openPublicSource(file, settings)
  const openDirect = async (file: string): Promise<LogitSource> => (await openDirectSource(file, settings)).source
  test.each([
    ['recurrent', 'public', mamba, openPublic],
    ['recurrent', 'direct', mamba, openDirect],
    ['hybrid', 'public', jamba, openPublic],
    ['hybrid', 'direct', jamba, openDirect],
    ['sliding window', 'public', slidingWindow, openPublic],
    ['sliding window', 'direct', slidingWindow, openDirect],
  ])(
    '%s, %s source: a branch gives what the same tokens give as a text of their own',
    async (name, _source, write, open) => {
      const file = join(folder, `${name}.gguf`)
      writeFileSync(file, write())
      const source = await open(file)
      try {
        const texts = ['the quick brown fox jumps over the lazy dog', 'count: 1, 2, 3, 4'].map((text) =>
          source.tokenize(text),
        )
        const paths = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [], [1, 2, 9], [40]]
        await source.open(
          texts.map((tokens, key) => ({ key, tokens })),
          () => undefined,
        )
        const nodes = texts.flatMap((_, key) => paths.map((path) => ({ key, path, detail: 'whole' as const })))
        const branches: number[][] = []
        await source.expand(nodes, (index, next) => {
          branches[index] = probabilities(next)
        })
        for (const key of texts.keys()) source.release(key)
        const alone: number[][] = []
        for (const { key, path } of nodes) {
          await source.open([{ key: 100, tokens: [...texts[key]!, ...path] }], (_, __, next) => {
            alone.push(probabilities(next))
          })
          source.release(100)
        }
        for (const index of nodes.keys())
          expect(farthest(branches[index]!, alone[index]!), `branch ${index}`).toBeLessThan(1e-3)
        // A mix-up would show: what the branches give differs by far more.
        for (let index = 1; index < nodes.length; index++)
          expect(farthest(alone[index]!, alone[index - 1]!)).toBeGreaterThan(0.01)
      } finally {
        await source.close()
      }
    },
  )
})
