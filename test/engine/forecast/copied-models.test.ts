import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallInput, CallOutput } from '../../../engine/api/contract.ts'
import { type Engine, openEngine } from '../../../engine/engine.ts'
import { withMetadata } from '../fixtures/edit-gguf.ts'
import { stringEntry } from '../fixtures/gguf-writer.ts'
import { allOver, queueUntil } from '../fixtures/queue-setup.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const demo = join(import.meta.dirname, '../../../models/demo')
const rule = { chars: 4, strip: 'none', temperature: 1 } as const
const settings = { ...rule, tolerance: 0.01, pooled: false, maxDepth: 24, maxNodes: 1000 }
const originals = ['oak', 'oak-tales', 'fern', 'fern-tales', 'moss', 'moss-code'] as const
/** What a file is called, and the model that it is a copy of. */
const copies = { 'TheBloke_moss-F16': 'moss', 'ggml-model': 'oak', 'Zephyr-7B-v2': 'fern' } as const
/** What the header of every copy says of its name: nothing, as unrelated files do. */
const declared = 'model'

describe('copies of models under other names', { timeout: 300_000 }, () => {
  const folder = temporaryFolder()
  let engine: Engine
  let answer: CallOutput<'forecast.fromDistance'>
  const familyOf = (name: string) => answer.models.find((model) => model.name === name)!

  beforeAll(async () => {
    for (const name of originals) writeFileSync(join(folder, `${name}.gguf`), readFileSync(join(demo, `${name}.gguf`)))
    for (const [name, original] of Object.entries(copies)) {
      writeFileSync(
        join(folder, `${name}.gguf`),
        withMetadata(readFileSync(join(demo, `${original}.gguf`)), [stringEntry('general.name', declared)]),
      )
    }
    engine = await openEngine({ databaseFile: ':memory:' })
    const { added, refused } = await engine.call('models.add', {
      placeIds: [engine.grantPlace(folder).id],
      operation: 'add',
    })
    expect(refused).toEqual([])
    const nursery = (await engine.call('genomes.list', {})).find(({ name }) => name === 'nursery')!
    const { texts } = await engine.call('genomes.get', { genomeId: nursery.id })
    const { id: genomeId } = await engine.call('genomes.add', { name: 'some', genes: texts.slice(0, 16) })
    await engine.call('probes.start', {
      modelIds: added.map(({ id }) => id),
      genomeId,
      settings,
      load: { gpu: 'off', threads: 1 },
    })
    const { jobs } = await queueUntil(engine, allOver)
    expect(jobs.map(({ state }) => state)).toEqual(added.map(() => 'done'))
    for (const [place, { name }] of added.entries()) {
      await engine.call('scores.set', {
        model: name,
        benchmark: 'arc',
        metric: 'acc',
        shots: 0,
        value: 0.2 + place / 20,
        stderr: null,
      })
    }
    const { models } = await engine.call('scores.table', {})
    await engine.call('scores.match', {
      matches: models.map(({ id, name }) => ({
        scoredModelId: id,
        modelId: added.find((model) => model.name === name)!.id,
      })),
    })
    const request: CallInput<'forecast.fromDistance'> = {
      genomeId,
      rule,
      measure: 'nei',
      column: { benchmark: 'arc', metric: 'acc', shots: 0 },
      level: 0.8,
      leave: 'family',
      leaveOut: { families: [], modelIds: [] },
      farShare: 0.95,
      components: 2,
      epochs: 50,
      seed: 1,
    }
    answer = await engine.call('forecast.fromDistance', request)
  }, 300_000)
  afterAll(() => engine?.close())

  it('are held out with their originals, and no forecast of either rests on the other', () => {
    for (const [copy, original] of Object.entries(copies)) {
      const group = familyOf(original).group
      expect(familyOf(copy).group).toBe(group)
      const own = answer.models.filter((model) => model.group === group).map(({ modelId }) => modelId)
      for (const { modelId, neighbours } of answer.models.filter((model) => model.group === group)) {
        expect(neighbours.map((neighbour) => neighbour.modelId).filter((id) => own.includes(id))).toEqual([])
        const place = answer.models.findIndex((model) => model.modelId === modelId)
        for (const { forecasts } of answer.methods)
          expect(forecasts[place]?.restsOn.filter((rest) => own.includes(rest.modelId)) ?? []).toEqual([])
      }
    }
  })

  it('are of the family of what they are measured to be near, not of one another by a name that says nothing', () => {
    expect(new Set(Object.keys(copies).map((copy) => familyOf(copy).group)).size).toBe(3)
    for (const [copy, original] of Object.entries(copies)) {
      expect(familyOf(copy)).toMatchObject({ family: familyOf(original).family, familySource: 'measured' })
      expect(familyOf(copy).family).not.toBe(declared)
    }
  })
})
