import { csvText } from '../../../core/table/csv-writer.ts'
import { mapAnalysis } from '../../../engine/analyses/map.ts'
import { treeNewick } from '../../../engine/analyses/tree-newick.ts'
import { describe, expect, test } from 'vitest'
import { boundedText } from '../../../core/format/interval.ts'
import type { EventPayload } from '../../../engine/api/contract.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleResult } from '../fixtures/samples.ts'
import { readPage } from './well-formed.ts'

const names = ['alder', 'birch', 'hazel', 'maple', 'willow']
const rule = { chars: 4, strip: 'none', temperature: 1 } as const
const options = { rule, measure: 'nei', method: 'nj', root: 'midpoint', replicates: 25, seed: 3 } as const

async function probed(modelNames: readonly string[] = names) {
  const share = 0.6 / modelNames.length
  const { start } = fakeInference({
    result: (gene, path) =>
      sampleResult(0.2 + share * modelNames.findIndex((name) => path.includes(name)) + gene.index / 50),
  })
  const { engine, request, genomeId, models } = await setUp({ startInference: start, modelNames, genes: 6 })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  return { engine, genomeId, models }
}

describe('report.html', () => {
  test('shows the numbers that the other calls give', async () => {
    const { engine, genomeId } = await probed()
    const page = readPage((await engine.call('report.html', { ...options, genomeId })).html)
    const text = page.texts.join(' ')

    const distances = await engine.call('analysis.distances', { genomeId, rule, measure: 'nei' })
    const cells = page.texts.slice(page.texts.findIndex((one) => one.startsWith('All pairs of models')))
    distances.models.forEach((model, i) =>
      distances.models.slice(0, i).forEach((other, j) => {
        const place = cells.findIndex((cell, index) => cell === other && cells[index + 1] === model)
        expect(cells[place + 2]).toBe(
          boundedText({
            value: distances.similarity[i]![j]!,
            lower: distances.lower[i]![j]!,
            upper: distances.upper[i]![j]!,
          }),
        )
      }),
    )

    const tree = await engine.call('analysis.tree', { ...options, genomeId })
    expect(page.texts.map((one) => one.trim())).toContain(treeNewick(tree))
    expect(text).toContain('25 replicates, seed 3')
    const map = await engine.call('analysis.map', mapAnalysis.request.parse({ ...options, genomeId }))
    // A mark per node of the tree and per model of the map, one per family in the legend of each, three of support.
    const families = new Set((await engine.call('models.list', {})).map(({ family }) => family))
    const shown = page.elements.filter((element) => element === 'circle').length
    expect(shown).toBe(tree.nodes.length + map.points.length + 2 * families.size + 3)
    const mapCsv = csvText([mapAnalysis.shown!.table(map).columns, ...mapAnalysis.shown!.table(map).rows])
    expect(page.texts.map((one) => one.trim())).toContain(mapCsv.trim())

    for (const model of await engine.call('models.list', {}))
      expect(page.texts).toEqual(expect.arrayContaining([model.name, model.sha256]))
    const genome = (await engine.call('genomes.list', {})).find(({ id }) => id === genomeId)!
    expect(page.texts).toContain(genome.digest)
    const [probe] = await engine.call('probes.list', {})
    const environment = probe!.environments[0]!
    expect(text).toContain(`${environment.library} (${environment.build})`)
    await engine.close()
  })

  test('forecasts the benchmarks that enough of the models have scores on, with the numbers of the call for one', async () => {
    const { engine, genomeId, models } = await probed()
    const scored = ['alder', 'birch', 'hazel', 'maple']
    for (const [place, model] of scored.entries()) {
      await engine.call('scores.set', {
        model,
        benchmark: 'arc',
        metric: 'acc',
        shots: 25,
        value: 0.3 + place / 20,
        stderr: 0.01,
      })
      if (place < 2)
        await engine.call('scores.set', { model, benchmark: 'piqa', metric: 'acc', shots: 0, value: 0.5, stderr: null })
      if (place < 3)
        await engine.call('scores.set', {
          model,
          benchmark: 'boolq',
          metric: 'acc',
          shots: 0,
          value: 0.5,
          stderr: null,
        })
    }
    const { models: table } = await engine.call('scores.table', {})
    const matches = table.map(({ id, name }) => ({ scoredModelId: id, modelId: models[names.indexOf(name)]! }))
    await engine.call('scores.match', { matches })
    const { texts } = readPage((await engine.call('report.html', { ...options, genomeId })).html)
    for (const forecast of ['arc, acc, 25 shots', 'boolq, acc, 0 shots'])
      expect(texts.filter((text) => text === forecast)).toHaveLength(1)
    expect(texts.some((text) => text.startsWith('1 benchmark has scores of fewer than 3 of the compared models'))).toBe(
      true,
    )
    const { models: asked, methods } = await engine.call('forecast.fromDistance', {
      genomeId,
      rule,
      measure: 'nei',
      column: { benchmark: 'arc', metric: 'acc', shots: 25 },
      level: 0.9,
      leave: 'family',
      leaveOut: { families: [], modelIds: [] },
      farShare: 0.95,
      components: 15,
      epochs: 1000,
      seed: options.seed,
    })
    const csv = texts
      .find((text) => text.startsWith('method,model,'))!
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','))
    expect(csv).toHaveLength(methods.length * asked.length)
    for (const [method, , modelId, , , , , score] of csv) {
      const found = methods.find((one) => one.method === method)!.forecasts[
        asked.findIndex((one) => one.modelId === modelId)
      ]
      expect(score).toBe(found === null || found === undefined ? '' : String(found.score))
    }
    await engine.close()
  })

  test('tells how far it is, can be cancelled, and leaves the name free', async () => {
    const { engine, genomeId } = await probed()
    const told: EventPayload<'operation'>[] = []
    const first = new Promise<void>((resolve) => {
      engine.on('operation', (progress) => {
        told.push(progress)
        if (progress.item === 'Bootstrap') resolve()
      })
    })
    const long = { ...options, genomeId, replicates: 10_000, operation: 'report-1' }
    const running = engine.call('report.html', long)
    running.catch(() => undefined)
    await first
    expect(told[0]).toMatchObject({ operation: 'report-1', item: 'Comparing populations', unit: 'genes' })
    expect(told.at(-1)).toMatchObject({ operation: 'report-1', item: 'Bootstrap', total: 10_000 })
    expect(await engine.call('operations.cancel', { operation: 'report-1' })).toEqual({ cancelled: true })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(await engine.call('operations.cancel', { operation: 'report-1' })).toEqual({ cancelled: false })
    await engine.close()
  })

  test('refuses what cannot be compared as the other analyses do', async () => {
    const { engine, genomeId } = await probed()
    await expect(engine.call('report.html', { ...options, genomeId, modelIds: ['absent'] })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(engine.call('report.html', { ...options, genomeId, sections: [] })).rejects.toMatchObject({
      code: 'invalid',
    })
    await engine.close()
  })
})

describe('analysis.tree', () => {
  test('with an operation name tells how far its bootstrap is and can be cancelled', async () => {
    // So many that the bootstrap is still under way when it is cancelled, however fast the machine is.
    const { engine, genomeId } = await probed(Array.from({ length: 24 }, (_, index) => `clone-${String(index + 10)}`))
    const first = new Promise<EventPayload<'operation'>>((resolve) => {
      engine.on('operation', (progress) => {
        if (progress.item === 'Bootstrap') resolve(progress)
      })
    })
    const running = engine.call('analysis.tree', { ...options, genomeId, replicates: 10_000, operation: 'tree-1' })
    running.catch(() => undefined)
    expect(await Promise.race([first, running])).toMatchObject({
      operation: 'tree-1',
      unit: 'replicates',
      total: 10_000,
    })
    // Other calls are answered meanwhile.
    await engine.call('genomes.list', {})
    expect(await engine.call('operations.cancel', { operation: 'tree-1' })).toEqual({ cancelled: true })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(await engine.call('operations.cancel', { operation: 'tree-1' })).toEqual({ cancelled: false })
    expect((await engine.call('analysis.tree', { ...options, genomeId, operation: 'tree-1' })).replicates).toBe(25)
    await engine.close()
  })
})
