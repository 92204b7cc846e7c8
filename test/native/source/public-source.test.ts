import { expect, test } from 'vitest'
import type { NextTokenScores } from '../../../native/source/logit-source.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { demoModel as model, describeSource, probabilities } from './source-behaviour.ts'

describeSource((path) => openPublicSource(path, { gpu: 'off', threads: 1, longestText: 99 }))

test('the environment says what was used', async () => {
  const source = await openPublicSource(model('oak'), { gpu: 'off', threads: 1, longestText: 99 }, {}, 'it was tried')
  try {
    expect(source.environment).toMatchObject({
      source: 'public',
      backend: 'cpu',
      precision: 'file',
      keyType: 'F16',
      valueType: 'F16',
      flashAttention: false,
      threads: 1,
      sequences: source.texts,
    })
    expect(source.environment.library).toMatch(/^node-llama-cpp \d+\.\d+\.\d+$/)
    expect(source.environment.build).toMatch(/^llama\.cpp \S+ \((prebuilt|localBuild)\)$/)
    expect(source.environment.system).toContain('CPU')
    expect(source.environment.fallback).toBe('it was tried')
  } finally {
    await source.close()
  }
})

test('BOS stands in front only where the model wants it', async () => {
  const source = await openPublicSource(model('moss'), { gpu: 'off', threads: 1, stateBytes: 1, longestText: 40 })
  try {
    expect(source.tokenize('')).toEqual([1])
    expect(source.vocabulary.kind(1)).toBe('control')
    // A tiny memory limit still leaves one sequence.
    expect(source.texts).toBe(1)
  } finally {
    await source.close()
  }
})

test('a top list is the head of the whole distribution', async () => {
  const source = await openPublicSource(model('fern'), { gpu: 'off', threads: 1, wholeUpTo: 0 })
  try {
    const found: Partial<Record<'top' | 'whole', NextTokenScores>> = {}
    await source.open([{ key: 5, tokens: source.tokenize('The capital of') }], () => undefined)
    for (const detail of ['top', 'whole'] as const) {
      await source.expand([{ key: 5, path: [517], detail }], (_, next) => {
        found[detail] = next
      })
    }
    const { top, whole } = found
    expect(whole!.tokens).toBeUndefined()
    expect(top!.tokens!.length).toBeGreaterThan(100)
    expect([...top!.scores]).toEqual([...top!.scores].toSorted((left, right) => right - left))
    expect(Math.abs(top!.logNormaliser - whole!.logNormaliser)).toBeLessThan(1e-4)
    const p = probabilities(whole!)
    for (const [token, share] of probabilities(top!)) expect(Math.abs(share - p.get(token)!)).toBeLessThan(1e-4)
  } finally {
    await source.close()
  }
})
