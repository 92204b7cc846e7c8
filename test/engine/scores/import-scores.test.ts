import { describe, expect, it } from 'vitest'
import type { Engine } from '../../../engine/engine.ts'
import type { ImportColumn } from '../../../engine/api/scores-contract.ts'
import { setUp } from '../fixtures/queue-setup.ts'
import { hasPublishedTables, publishedTable, publishedTables, withoutTables } from '../fixtures/published-table.ts'

const small = {
  fileName: 'small.csv',
  text: 'Model,Model Family,Model Size (B),Pretraining Data Size (T),FLOPs (1E21),MMLU,Code (%)\na/one-7b,One,7,2,84,0.5,12.5\nb/two,Two,,,,0.25,\n',
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
      ['Model', 'model', 1, null],
      ['Model Family', 'family', 1, null],
      ['Model Size (B)', 'parameters', 1e9, null],
      ['Pretraining Data Size (T)', 'tokens', 1e12, null],
      ['FLOPs (1E21)', 'flops', 1e21, null],
      ['MMLU', 'score', 1, 'fraction'],
      ['Code (%)', 'score', 1, 'percent'],
    ])
    expect(await engine.call('scores.import', { ...small, columns, matches: [] })).toEqual({
      models: 2,
      newModels: 2,
      scores: 3,
      matched: 0,
    })
    const table = await engine.call('scores.table', {})
    expect(table.models).toMatchObject([
      { name: 'a/one-7b', family: 'One', parameters: 7e9, tokens: 2e12, flops: 8.4e22, modelId: null },
      { name: 'b/two', family: 'Two', parameters: null, tokens: null, flops: null },
    ])
    expect(
      table.scores.map(({ benchmark, value, source, sourceDetail }) => [benchmark, value, source, sourceDetail]),
    ).toEqual([
      ['Code (%)', 0.125, 'imported', 'small.csv, column Code (%)'],
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
    const bad = {
      fileName: 'bad.csv',
      text: 'Model,size (b),MMLU,Code\none,-1,0.5,1\ntwo,1,good,2\none,1,0.5,101\n,1,0,1\nthree,1,0.1,250\n',
    }
    const mapping = (await guessed(engine, bad)).map((column) => ({
      ...column,
      scale: column.title === 'Code' ? ('percent' as const) : column.scale,
    }))
    const { problems } = await engine.call('scores.previewImport', { ...bad, columns: mapping })
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [2, 'size (b)'],
      [3, 'MMLU'],
      [4, 'Model'],
      [5, 'Model'],
      [6, 'Code'],
    ])
    await expect(engine.call('scores.import', { ...bad, columns: mapping, matches: [] })).rejects.toThrow(
      /bad\.csv: line 2, column size \(b\): expected a number above 0, found "-1"; line 3, column MMLU: expected a number or an empty cell, found "good".*and 2 more cells.*Nothing was imported/,
    )
    expect(await engine.call('scores.table', {})).toEqual({ models: [], scores: [] })
    await engine.close()
  })

  it('refuses a mapping that does not fit', async () => {
    const engine = await engineOf()
    const columns = await guessed(engine, small)
    const changed = (change: (column: ImportColumn) => Partial<ImportColumn>) =>
      columns.map((column) => ({ ...column, ...change(column) }))
    const imported = (mapping: ImportColumn[]) =>
      engine.call('scores.import', { ...small, columns: mapping, matches: [] })
    await expect(imported(changed(({ role }) => ({ role: role === 'model' ? 'ignored' : role })))).rejects.toThrow(
      /Expected a column with the names of the models/,
    )
    await expect(imported(changed(({ title }) => ({ title: title === 'Code (%)' ? 'Cod' : title })))).rejects.toThrow(
      /The table has no column "Cod"/,
    )
    await expect(imported(changed(() => ({ role: 'model' })))).rejects.toThrow(/at most one column for model/)
    await expect(imported(changed(({ role }) => (role === 'score' ? { benchmark: 'same' } : {})))).rejects.toThrow(
      /would be the same score/,
    )
    await expect(
      engine.call('scores.import', { fileName: 'x.csv', text: 'a,b\n1', columns, matches: [] }),
    ).rejects.toThrow(/x\.csv: CSV, line 2: expected 2 cells/)
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

/** Imports a table as its preview proposes, each column without a clear scale on the given one. */
async function imported(engine: Engine, text: string, scale: ImportColumn['scale'] = null) {
  const source = { fileName: 'table.csv', text }
  const columns = (await guessed(engine, source)).map((column) => ({ ...column, scale: column.scale ?? scale }))
  await engine.call('scores.import', { ...source, columns, matches: [] })
  const { models, scores } = await engine.call('scores.table', {})
  const names = new Map(models.map(({ id, name }) => [id, name]))
  return scores.map(({ scoredModelId, benchmark, value }) => [names.get(scoredModelId), benchmark, value])
}

const preview = (engine: Engine, text: string) => engine.call('scores.previewImport', { fileName: 'table.csv', text })

describe('the scale of scores', () => {
  it('is asked for where numbers below 1 stand beside numbers above, and refused without an answer', async () => {
    const engine = await engineOf()
    const text = 'Model,MMLU,GSM8K\nmodel-a,45.1,0.8\nmodel-b,38.2,0.5\n'
    const { readings, columns } = await preview(engine, text)
    expect(readings.map(({ name }) => name)).toEqual(['percent', 'by-column'])
    expect(readings[1]!.scales).toEqual([
      { title: 'MMLU', scale: 'percent' },
      { title: 'GSM8K', scale: 'fraction' },
    ])
    expect(columns.map(({ scale }) => scale)).toEqual([null, null, null])
    await expect(imported(engine, text)).rejects.toThrow(
      /scale of the scores is not clear\. Scale percent: all percent: 0\.8 in "GSM8K", line 2, is 0\.8 %\. Scale by-column: .*is 80 %\. Nothing was imported/,
    )
    expect((await engine.call('scores.table', {})).models).toEqual([])
    expect(await imported(engine, text, 'percent')).toContainEqual(['model-a', 'GSM8K', 0.008])
    await engine.close()
  })

  it('is not percent of a perplexity or a rating', async () => {
    const engine = await engineOf()
    expect(await imported(engine, 'Model,Perplexity,Elo\nmodel-a,5.31,1201\nmodel-b,6.92,1099\n')).toEqual([
      ['model-a', 'Elo', 1201],
      ['model-b', 'Elo', 1099],
      ['model-a', 'Perplexity', 5.31],
      ['model-b', 'Perplexity', 6.92],
    ])
    await engine.close()
  })

  it('is percent where cells have percent signs; a cell without one is named', async () => {
    const engine = await engineOf()
    expect(await imported(engine, 'Model,MMLU\nmoss,51.2%\nfern,0.4 %\n')).toEqual([
      ['moss', 'MMLU', 0.512],
      ['fern', 'MMLU', 0.004],
    ])
    expect((await preview(engine, 'Model,MMLU\nmoss,51.2%\nfern,40\n')).problems).toEqual([
      { line: 3, column: 'MMLU', message: 'expected a percent sign, as other cells of the column have, found "40"' },
    ])
    await engine.close()
  })

  it('is that of the stored scores: a table or a typed value on another one is refused with both readings', async () => {
    const engine = await engineOf()
    await imported(engine, 'Model,MMLU\nmoss,0.451\nfern,0.38\n')
    const set = (value: number, scale?: 'percent' | 'raw') =>
      engine.call('scores.set', {
        model: 'oak',
        benchmark: 'MMLU',
        metric: 'score',
        shots: null,
        value,
        stderr: null,
        ...(scale === undefined ? {} : { scale }),
      })
    await expect(set(45.1)).rejects.toThrow(
      'The scale is not clear: the stored scores of MMLU go from 0.38 to 0.451, found 45.1: as percent it is 0.451 (scale percent), as it stands 45.1 (scale raw). Nothing was stored.',
    )
    expect((await set(45.1, 'percent')).value).toBe(0.451)
    expect((await set(45.1, 'raw')).value).toBe(45.1)
    await engine.call('scores.removeModel', {
      scoredModelId: (await engine.call('scores.table', {})).models.find(({ name }) => name === 'oak')!.id,
    })
    const raw = (await guessed(engine, { fileName: 'b.csv', text: 'Model,MMLU\noak,45.1\n' })).map((column) => ({
      ...column,
      scale: 'fraction' as const,
    }))
    await expect(
      engine.call('scores.import', { fileName: 'b.csv', text: 'Model,MMLU\noak,45.1\n', columns: raw, matches: [] }),
    ).rejects.toThrow(/line 2, column MMLU: expected a fraction, at most 1, found "45\.1"/)
    await engine.close()
  })

  it('of a typed accuracy is a fraction also where nothing is stored', async () => {
    const engine = await engineOf()
    const typed = { model: 'oak', shots: null, stderr: null }
    await expect(
      engine.call('scores.set', { ...typed, benchmark: 'MMLU', metric: 'acc', value: 45.1 }),
    ).rejects.toThrow(/the metric acc counts from 0 to 1, found 45\.1/)
    expect((await engine.call('scores.set', { ...typed, benchmark: 'Elo', metric: 'acc', value: 1201 })).value).toBe(
      1201,
    )
    expect(
      await engine.call('scores.set', {
        ...typed,
        benchmark: 'MMLU',
        metric: 'acc',
        value: 45.1,
        stderr: 1.2,
        scale: 'percent',
      }),
    ).toMatchObject({ value: 0.451, stderr: 0.012 })
    await engine.close()
  })
})

describe('tables as people have them', () => {
  it('that hold nothing to import are refused with the reason by row and column', async () => {
    const engine = await engineOf()
    await expect(imported(engine, 'Model,MMLU\nmoss,"1,000"\n')).rejects.toThrow(
      /line 2, column MMLU: .*found "1,000", which may be 1000 or 1\.000/,
    )
    await expect(imported(engine, 'Model,MMLU\nmoss,45.1 ± 0.4\n')).rejects.toThrow(
      /line 2, column MMLU: expected a number or an empty cell, found "45\.1 ± 0\.4"/,
    )
    await expect(imported(engine, 'Model,MMLU\nmoss,good\n')).rejects.toThrow(
      /expected numbers in a column of scores, found none \("good" in column "MMLU", line 2\)/,
    )
    await expect(imported(engine, 'Model,MMLU\nmoss,N/A\n')).rejects.toThrow(/found none/)
    await expect(imported(engine, 'Results of today\n\nModel,MMLU\nmoss,50\n')).rejects.toThrow(
      'expected a first line with titles between commas, semicolons or tabs, found "Results of today"',
    )
    expect(await engine.call('scores.table', {})).toEqual({ models: [], scores: [] })
    await engine.close()
  })

  it('do not leave out a row for want of values whose cells are named as wrong', async () => {
    const engine = await engineOf()
    const { notes, problems } = await preview(
      engine,
      'Model,MMLU,ARC\nmoss,"1,000",\nfern,45.1 ± 0.4,\noak,,\nbirch,45,40\n',
    )
    expect(problems.map(({ line }) => line)).toEqual([2, 3])
    expect(notes).toEqual(['Rows left out, since they hold no value: "oak".'])
    await engine.close()
  })

  it('are read with semicolons, decimal commas, marks for nothing and the index of pandas', async () => {
    const engine = await engineOf()
    expect(await imported(engine, 'Model;MMLU;ARC\nmoss;51,2;40,1\nfern;40,0;33,3\n')).toEqual([
      ['moss', 'ARC', 0.401],
      ['fern', 'ARC', 0.33299999999999996],
      ['moss', 'MMLU', 0.512],
      ['fern', 'MMLU', 0.4],
    ])
    await engine.close()
    const second = await engineOf()
    const text = ',Model,MMLU\n0,model-a,0.451\n1,model-b,-\n2,model-c,N/A\n'
    expect((await preview(second, text)).notes).toEqual([
      'The first column holds running numbers without a title, as pandas writes them: it is left out.',
      'Rows left out, since they hold no value: "model-b", "model-c".',
    ])
    expect(await imported(second, text)).toEqual([['model-a', 'MMLU', 0.451]])
    await second.close()
  })

  it('are matched in spite of another spelling, with a note; two spellings in one table are refused', async () => {
    const engine = await engineOf()
    await imported(engine, 'Model,GSM8K\norg/Llama-2-7b,0.1\n')
    const text = 'Model,gsm-8k\norg/llama_2 7B,0.2\n'
    expect((await preview(engine, text)).notes).toEqual([
      'Benchmarks known in another spelling: "gsm-8k" is "GSM8K".',
      'Models known in another spelling: "org/llama_2 7B" is "org/Llama-2-7b".',
    ])
    expect(await imported(engine, text)).toEqual([['org/Llama-2-7b', 'GSM8K', 0.2]])
    expect((await preview(engine, 'Model,MMLU\nOak,0.2\noak,0.3\n')).problems.map(({ message }) => message)).toEqual([
      'expected each model once, found "oak", which differs from "Oak" on line 2 in case or separators only',
    ])
    const typed = await engine.call('scores.set', {
      model: 'ORG/llama 2-7b',
      benchmark: 'gsm8k',
      metric: 'acc',
      shots: null,
      value: 0.3,
      stderr: null,
    })
    expect(typed.benchmark).toBe('GSM8K')
    expect((await engine.call('scores.table', {})).models).toHaveLength(1)
    await engine.close()
  })
})

describe('published tables', () => {
  it('of the Open LLM Leaderboard and results of lm-eval are known by themselves, and previewed so', async () => {
    const engine = await engineOf()
    const leaderboard = {
      fileName: 'contents.csv',
      text: 'Model,fullname,#Params (B),Average ⬆️,IFEval Raw,IFEval,BBH,MATH Lvl 5,GPQA,MUSR,MMLU-PRO,Base Model\nx,a/moss,7,20,0.45,45,29.1,0.6,3.1,8.1,23.1,base/moss\n',
    }
    const shown = await engine.call('scores.previewImport', leaderboard)
    expect(shown.notes.join(' ')).toContain('Read as the table of the Open LLM Leaderboard')
    expect([shown.readings, shown.problems, shown.scores]).toEqual([[], [], 6])
    await engine.call('scores.import', { ...leaderboard, columns: shown.columns, matches: [] })
    const results = {
      fileName: 'results.json',
      text: JSON.stringify({
        model_name: 'a/moss',
        results: { arc: { 'acc,none': 0.5 }, ppl: { 'perplexity,none': 0.9 } },
        'n-shot': { arc: 25 },
      }),
    }
    await engine.call('scores.import', { ...results, columns: await guessed(engine, results), matches: [] })
    const { models, scores } = await engine.call('scores.table', {})
    expect(models).toMatchObject([{ name: 'a/moss', family: 'base/moss', parameters: 7e9 }])
    expect(
      scores
        .map(({ benchmark, metric, shots, value }) => [benchmark, metric, shots, Number(value.toPrecision(12))])
        .sort(),
    ).toEqual([
      ['BBH', 'normalised', null, 0.291],
      ['GPQA', 'normalised', null, 0.031],
      ['IFEval', 'normalised', null, 0.45],
      ['MATH Lvl 5', 'normalised', null, 0.006],
      ['MMLU-PRO', 'normalised', null, 0.231],
      ['MUSR', 'normalised', null, 0.081],
      ['arc', 'acc', 25, 0.5],
      ['ppl', 'perplexity', null, 0.9],
    ])
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
    expect((await engine.call('scores.previewImport', { ...small, columns })).models[0]).toMatchObject({
      modelId,
      reason: 'matched',
    })
    await engine.close()
  })

  it('that an import names and that are not there undo the whole import', async () => {
    const engine = await engineOf()
    const columns = await guessed(engine, small)
    await expect(
      engine.call('scores.import', { ...small, columns, matches: [{ name: 'b/two', modelId: 'absent' }] }),
    ).rejects.toThrow(/no model with the id absent/)
    expect(await engine.call('scores.table', {})).toEqual({ models: [], scores: [] })
    await engine.close()
  })
})

/** As `guessed`, with the reading of each column by itself where one is offered. */
async function byColumn(engine: Engine, source: { fileName: string; text: string }): Promise<ImportColumn[]> {
  const { columns, readings } = await engine.call('scores.previewImport', source)
  const scales = new Map(
    (readings.find(({ name }) => name === 'by-column') ?? readings[0])?.scales.map(({ title, scale }) => [
      title,
      scale,
    ]),
  )
  return columns.map((column) => ({ ...column, scale: scales.get(column.title) ?? column.scale }))
}

describe.skipIf(!hasPublishedTables)(`published results${withoutTables}`, () => {
  it('load as they are, all files into one table', async () => {
    const engine = await engineOf()
    const counts = new Map<string, unknown>()
    for (const name of publishedTables) {
      const source = publishedTable(name)
      counts.set(
        name,
        await engine.call('scores.import', { ...source, columns: await byColumn(engine, source), matches: [] }),
      )
    }
    // Models and filled cells as counted by another CSV reader; 2 of the 96 rows of post_training hold no value.
    expect(Object.fromEntries(counts)).toMatchObject({
      'base_llm_benchmark_eval.csv': { models: 148, scores: 1144 },
      'base_llm_benchmark_eval_sub_10b.csv': { models: 92, newModels: 0, scores: 730 },
      'base_llm_leaderboard_v2_eval.csv': { models: 72, scores: 432 },
      'base_llm_post_training_eval.csv': { models: 94, scores: 17698 },
      'instruct_llm_agent_eval.csv': { models: 27, scores: 418 },
      'instruct_llm_benchmark_eval.csv': { models: 27, newModels: 0, scores: 219 },
    })
    const { models, scores } = await engine.call('scores.table', {})
    const llama = models.find(({ name }) => name === 'meta-llama/Llama-2-7b-hf')!
    expect(llama).toMatchObject({ family: 'Llama-2', parameters: 7e9, tokens: 2e12, flops: 8.4e22 })
    const of = (benchmark: string) =>
      scores.find((score) => score.scoredModelId === llama.id && score.benchmark === benchmark)!.value
    expect(of('MMLU')).toBe(0.4379609636092418)
    const gpt = models.find(({ name }) => name === 'gpt-4-0613')!
    expect(
      scores.find((score) => score.scoredModelId === gpt.id && score.benchmark === 'ABench-Code_OS')!.value,
    ).toBeCloseTo(0.424, 12)
    await engine.close()
  })
})

it('a large table is read beside the calls that follow, which are answered first', async () => {
  const { engine } = await setUp({ onDisk: true })
  const rows = Array.from({ length: 20_000 }, (_, row) => `model ${String(row)},0.${String(row + 1)},0.5`)
  const text = ['model,arc,mmlu', ...rows].join('\n')
  const answered: string[] = []
  const preview = engine
    .call('scores.previewImport', { fileName: 'large.csv', text })
    .then(({ rows: count }) => answered.push(`preview of ${String(count)}`))
  for (let call = 0; call < 20; call++) await engine.call('models.list', {})
  answered.push('twenty lists of models')
  await preview
  expect(answered).toEqual(['twenty lists of models', 'preview of 20000'])
  await engine.close()
})
