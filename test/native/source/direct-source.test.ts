import { expect, test } from 'vitest'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { demoModel, describeSource, probabilities } from './source-behaviour.ts'

const open = async (path: string) => (await openDirectSource(path, { gpu: 'off', threads: 1, longestText: 99 })).source

describeSource(open)

test('the environment says what was used', async () => {
  const source = await open(demoModel('oak'))
  try {
    expect(source.environment).toMatchObject({
      source: 'direct',
      backend: 'cpu',
      precision: 'file',
      keyType: 'F16',
      flashAttention: false,
      threads: 1,
    })
    expect(source.environment.build).toMatch(/^llama\.cpp \S+ \((prebuilt|localBuild)\)$/)
  } finally {
    await source.close()
  }
})

test('more branches than sequences: what was given up is evaluated again, with the same result', async () => {
  const source = await open(demoModel('oak'))
  try {
    const tokens = source.tokenize('The people of Brask sell')
    await source.open([{ key: 0, tokens }], () => undefined)
    const parents = Array.from({ length: source.environment.sequences + 40 }, (_, token) => [token + 30])
    const nodes = (paths: readonly (readonly number[])[]) =>
      paths.map((path) => ({ key: 0, path, detail: 'whole' as const }))
    await source.expand(nodes(parents), () => undefined)
    // The first parents have lost their sequences, the last have not.
    const children = [parents[0]!, parents.at(-1)!].map((path) => [...path, 40])
    const kept: Map<number, number>[] = []
    await source.expand(nodes(children), (index, next) => {
      kept[index] = probabilities(next)
    })
    source.release(0)
    for (const [index, path] of children.entries()) {
      await source.open([{ key: 1, tokens: [...tokens, ...path] }], (_text, _before, next) => {
        for (const [token, p] of probabilities(next)) expect(Math.abs(p - kept[index]!.get(token)!)).toBeLessThan(1e-3)
      })
      source.release(1)
    }
    // Two runs of the same calls share the same batches, so they agree to the last bit.
    const runs = [0, 1].map(() => new Map<number, number>())
    for (const run of runs) {
      await source.open([{ key: 2, tokens }], (_text, _before, next) => {
        for (const [token, p] of probabilities(next)) run.set(token, p)
      })
      source.release(2)
    }
    expect(runs[1]).toEqual(runs[0])
  } finally {
    await source.close()
  }
})
