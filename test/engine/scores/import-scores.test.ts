import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../engine/engine.ts'
import type { ImportColumn } from '../../../engine/api/scores-contract.ts'
import { setUp } from '../fixtures/queue-setup.ts'
import { hasPublishedTables, publishedTable, publishedTables } from '../fixtures/published-table.ts'

const small = {
  fileName: 'small.csv',
  text: 'Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU,Code\na/one-7b,One,7,2,84,0.5,12.5\nb/two,Two,,,,0.25,\n',
}

async function engineOf(...modelNames: string[]): Promise<Engine> {
  return (await setUp({ modelNames })).engine
}

/** The mapping that a preview guesses, as an import takes it. */
async function guessed(engine: Engine, source: { fileName: string; text: string }): Promise<ImportColumn[]> {
  const { columns } = await engine.call('scores.previewImport', source)
  return columns
}

describe('reading a table', () => {
  it('guesses roles, units and scales from titles and values, and stores plain units and fractions', async () => {
    const engine = await engineOf()
    const columns = await guessed(engine, small)
    expect(columns.map(({ title, role, unit, scale }) => [title, role, unit, scale])).toEqual([
      ['Model', 'model', 1, 'fraction'],
      ['Model Family', 'family', 1, 'fraction'],
      ['Model Size (B)', 'parameters', 1e9, 'percent'],
      ['Pretraining Data Size (T)', 'tokens', 1e12, 'percent'],
      ['FLOPs (1E21)', 'flops', 1e21, 'percent'],
      ['MMLU', 'score', 1, 'fraction'],
      ['Code', 'score', 1, 'percent'],
    ])
    expect(await engine.call('scores.import', { ...small, columns, matches: [] })).toEqual({ models: 2, newModels: 2, scores: 3, matched: 0 })
    const table = await engine.call('scores.table', {})
    expect(table.models).toMatchObject([
      { name: 'a/one-7b', family: 'One', parameters: 7e9, tokens: 2e12, flops: 8.4e22, modelId: null },
      { name: 'b/two', family: 'Two', parameters: null, tokens: null, flops: null },
    ])
    expect(table.scores.map(({ benchmark, value, source, sourceDetail }) => [benchmark, value, source, sourceDetail])).toEqual([
      ['Code', 0.125, 'imported', 'small.csv, column Code'],
      ['MMLU', 0.5, 'imported', 'small.csv, column MMLU'],
      ['MMLU', 0.25, 'imported', 'small.csv, column MMLU'],
    ])
    await engine.close()
  })

  it('again writes over the values of before, and leaves what the new table does not say', async () => {
    const engine = await engineOf()
    const columns = await guessed(engine, small)
    await engine.call('scores.import', { ...small, columns, matches: [] })
    const later = { fileName: 'later.csv', text: 'Model,MMLU\na/one-7b,0.75\n' }
    await engine.call('scores.import', { ...later, columns: await guessed(engine, later), matches: [] })
    const table = await engine.call('scores.table', {})
    expect(table.models[0]).toMatchObject({ family: 'One', parameters: 7e9 })
    expect(table.scores.filter(({ benchmark }) => benchmark === 'MMLU').map(({ value }) => value)).toEqual([0.75, 0.25])
    expect(table.scores).toHaveLength(3)
    await engine.close()
  })

  it('names every bad cell by line and column and stores nothing', async () => {
    const engine = await engineOf()
    const bad = { fileName: 'bad.csv', text: 'Model,size (b),MMLU,Code\none,-1,0.5,1\ntwo,1,good,2\none,1,0.5,101\n,1,0,1\nthree,1,0.1,250\n' }
    const mapping = (await guessed(engine, bad)).map((column) => ({ ...column, scale: column.title === 'Code' ? ('percent' as const) : column.scale }))
    const { problems } = await engine.call('scores.previewImport', { ...bad, columns: mapping })
    expect(problems.map(({ line, column }) => [line, column])).toEqual([[2, 'size (b)'], [3, 'MMLU'], [4, 'Model'], [5, 'Model'], [6, 'Code']])
    await expect(engine.call('scores.import', { ...bad, columns: mapping, matches: [] })).rejects.toThrow(
      /bad\.csv: line 2, column size \(b\): expected a number above 0, found "-1"; line 3, column MMLU: expected a number or an empty cell, found "good".*and 2 more cells.*Nothing was imported/,
    )
    expect(await engine.call('scores.table', {})).toEqual({ models: [], scores: [] })
    await engine.close()
  })

  it('refuses a mapping that does not fit', async () => {
    const engine = await engineOf()
    const columns = await guessed(engine, small)
    const changed = (change: (column: ImportColumn) => Partial<ImportColumn>) => columns.map((column) => ({ ...column, ...change(column) }))
    const imported = (mapping: ImportColumn[]) => engine.call('scores.import', { ...small, columns: mapping, matches: [] })
    await expect(imported(changed(({ role }) => ({ role: role === 'model' ? 'ignored' : role })))).rejects.toThrow(/Expected a column with the names of the models/)
    await expect(imported(changed(({ title }) => ({ title: title === 'Code' ? 'Cod' : title })))).rejects.toThrow(/The table has no column "Cod"/)
    await expect(imported(changed(() => ({ role: 'model' })))).rejects.toThrow(/at most one column for model/)
    await expect(imported(changed(({ role }) => (role === 'score' ? { benchmark: 'same' } : {})))).rejects.toThrow(/would be the same score/)
    await expect(engine.call('scores.import', { fileName: 'x.csv', text: 'a,b\n1', columns, matches: [] })).rejects.toThrow(/x\.csv: CSV, line 2: expected 2 cells/)
    await engine.close()
  })

  it('looks at a table in which nothing names the models, so that a column can be chosen', async () => {
    const engine = await engineOf()
    const preview = await engine.call('scores.previewImport', { fileName: 'n.csv', text: 'x,y\n1,2\n' })
    expect(preview.problems).toHaveLength(1)
    expect(preview.firstRows).toEqual([['1', '2']])
    await engine.close()
  })
})

describe('models of the library', () => {
  it('are proposed in the preview and matched only where the import says so', async () => {
    const engine = await engineOf('one-7b-Q4_K_M', 'other')
    const columns = await guessed(engine, small)
    const library = new Map((await engine.call('models.list', {})).map((model) => [model.name, model.id]))
    const modelId = library.get('one-7b-Q4_K_M')!
    const { models } = await engine.call('scores.previewImport', { ...small, columns })
    expect(models).toEqual([
      { name: 'a/one-7b', scoredModelId: null, modelId, modelName: 'one-7b-Q4_K_M', reason: 'similar name' },
      { name: 'b/two', scoredModelId: null, modelId: null, modelName: null, reason: null },
    ])
    await engine.call('scores.import', { ...small, columns, matches: [] })
    expect((await engine.call('scores.table', {})).models.map((model) => model.modelId)).toEqual([null, null])
    const proposed = await engine.call('scores.proposeMatches', {})
    expect(proposed).toMatchObject([{ scoredModelName: 'a/one-7b', modelId, reason: 'similar name' }])
    await engine.call('scores.import', { ...small, columns, matches: [{ name: 'a/one-7b', modelId }] })
    expect((await engine.call('scores.table', {})).models.map((model) => model.modelId)).toEqual([modelId, null])
    expect(await engine.call('scores.proposeMatches', {})).toEqual([])
    expect((await engine.call('scores.previewImport', { ...small, columns })).models[0]).toMatchObject({ modelId, reason: 'matched' })
    await engine.close()
  })

  it('that an import names and that are not there undo the whole import', async () => {
    const engine = await engineOf()
    const columns = await guessed(engine, small)
    await expect(engine.call('scores.import', { ...small, columns, matches: [{ name: 'b/two', modelId: 'absent' }] })).rejects.toThrow(/no model with the id absent/)
    expect(await engine.call('scores.table', {})).toEqual({ models: [], scores: [] })
    await engine.close()
  })
})

describe.skipIf(!hasPublishedTables)('published results', () => {
  it('load as they are, all files into one table', async () => {
    const engine = await engineOf()
    const counts = new Map<string, unknown>()
    for (const name of publishedTables) {
      const source = publishedTable(name)
      counts.set(name, await engine.call('scores.import', { ...source, columns: await guessed(engine, source), matches: [] }))
    }
    // Models and filled cells as counted by another CSV reader.
    expect(Object.fromEntries(counts)).toMatchObject({
      'base_llm_benchmark_eval.csv': { models: 148, scores: 1144 },
      'base_llm_benchmark_eval_sub_10b.csv': { models: 92, newModels: 0, scores: 730 },
      'base_llm_leaderboard_v2_eval.csv': { models: 72, scores: 432 },
      'base_llm_post_training_eval.csv': { models: 96, scores: 17698 },
      'instruct_llm_agent_eval.csv': { models: 27, scores: 418 },
      'instruct_llm_benchmark_eval.csv': { models: 27, newModels: 0, scores: 219 },
    })
    const { models, scores } = await engine.call('scores.table', {})
    const llama = models.find(({ name }) => name === 'meta-llama/Llama-2-7b-hf')!
    expect(llama).toMatchObject({ family: 'Llama-2', parameters: 7e9, tokens: 2e12, flops: 8.4e22 })
    const of = (benchmark: string) => scores.find((score) => score.scoredModelId === llama.id && score.benchmark === benchmark)!.value
    expect(of('MMLU')).toBe(0.4379609636092418)
    const gpt = models.find(({ name }) => name === 'gpt-4-0613')!
    expect(scores.find((score) => score.scoredModelId === gpt.id && score.benchmark === 'ABench-Code_OS')!.value).toBeCloseTo(0.424, 12)
    await engine.close()
  })
})
