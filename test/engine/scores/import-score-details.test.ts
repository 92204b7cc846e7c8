import { describe, expect, it } from 'vitest'
import { csvText } from '../../../core/table/csv-writer.ts'
import type { ImportColumn } from '../../../engine/api/scores-contract.ts'
import type { Engine } from '../../../engine/engine.ts'
import { scoreCsv } from '../../../renderer/views/scores/score-grid.ts'
import { setUp } from '../fixtures/queue-setup.ts'

type Change = (column: ImportColumn) => Partial<ImportColumn>

async function withEngine(task: (engine: Engine) => Promise<void>): Promise<void> {
  const { engine } = await setUp({ modelNames: [] })
  try {
    await task(engine)
  } finally {
    await engine.close()
  }
}

const preview = (engine: Engine, text: string, fileName = 'table.csv') =>
  engine.call('scores.previewImport', { fileName, text })

async function importTable(engine: Engine, text: string, change: Change = () => ({}), fileName = 'table.csv') {
  const { columns } = await preview(engine, text, fileName)
  const changed = columns.map((column) => ({ ...column, ...change(column) }))
  return engine.call('scores.import', { fileName, text, columns: changed, matches: [] })
}

async function stored(engine: Engine) {
  const { models, scores } = await engine.call('scores.table', {})
  const names = new Map(models.map(({ id, name }) => [id, name]))
  return scores
    .map(({ scoredModelId, benchmark, metric, shots, value, stderr, n }) => ({
      model: names.get(scoredModelId),
      benchmark,
      metric,
      shots,
      value,
      stderr,
      n,
    }))
    .sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
}

describe('standard errors and numbers of items', () => {
  const text = 'Model,MMLU,MMLU_stderr,MMLU n,ARC,ARC (stderr)\nmoss,45.1,1.2,1000,30,\nfern,,,,20,2\n'

  it('of two columns of counts for one score the first is taken, which is said', async () => {
    await withEngine(async (engine) => {
      const shown = await preview(engine, 'Model,MMLU,MMLU n,MMLU samples,n_items_MMLU\nmoss,0.5,100,200,7\n')
      expect(shown.columns.map(({ title, role }) => [title, role])).toContainEqual(['MMLU samples', 'ignored'])
      expect(shown.notes).toContain(
        'Numbers of items of "MMLU" are taken from "MMLU n"; left out, though they tell of them too: "MMLU samples".',
      )
      const without = await preview(engine, 'Model,MMLU,MMLU n\nmoss,0.5,100\n')
      expect(without.notes.join()).not.toContain('are taken from')
    })
  })

  it('are stored with their score, in its units, and counted', async () => {
    await withEngine(async (engine) => {
      const shown = await preview(engine, text)
      expect(shown.columns.map(({ title, role, of }) => [title, role, of])).toEqual([
        ['Model', 'model', null],
        ['MMLU', 'score', null],
        ['MMLU_stderr', 'stderr', 'MMLU'],
        ['MMLU n', 'items', 'MMLU'],
        ['ARC', 'score', null],
        ['ARC (stderr)', 'stderr', 'ARC'],
      ])
      expect(shown).toMatchObject({ scores: 3, withStderr: 2, withItems: 1, problems: [] })
      expect(shown.notes).toEqual([
        'Of 3 scores, 2 with a standard error, 1 with a number of items. Standard errors are read in percent.',
      ])
      await importTable(engine, text)
      expect(await stored(engine)).toEqual([
        { model: 'fern', benchmark: 'ARC', metric: 'score', shots: null, value: 0.2, stderr: 0.02, n: null },
        { model: 'moss', benchmark: 'ARC', metric: 'score', shots: null, value: 0.3, stderr: null, n: null },
        { model: 'moss', benchmark: 'MMLU', metric: 'score', shots: null, value: 0.451, stderr: 0.012, n: 1000 },
      ])
    })
  })

  it('belong to another score, or to none, where that is said', async () => {
    await withEngine(async (engine) => {
      await importTable(engine, text, ({ title }) => (title === 'MMLU_stderr' ? { of: 'ARC' } : {})).then(
        () => expect.unreachable(),
        (error: Error) =>
          expect(error.message).toBe(
            'The columns "MMLU_stderr" and "ARC (stderr)" would both be the standard error of "ARC". Leave one out.',
          ),
      )
      const { columns } = await preview(engine, text)
      const without = columns.map((column) =>
        column.title === 'MMLU' ? { ...column, role: 'ignored' as const } : column,
      )
      const shown = await engine.call('scores.previewImport', { fileName: 'table.csv', text, columns: without })
      expect(shown.columns.map(({ role }) => role)).toEqual([
        'model',
        'ignored',
        'ignored',
        'ignored',
        'score',
        'stderr',
      ])
      expect(shown.notes[0]).toBe('Columns left out: "MMLU", "MMLU_stderr", "MMLU n".')
    })
  })

  it.each([
    ['moss,0.5,-0.01,10', 2, 'MMLU_stderr', /a standard error of at least 0, or an empty cell, found "-0\.01"/],
    ['moss,0.5,NaN,10', 2, 'MMLU_stderr', /a standard error of at least 0, or an empty cell, found "NaN"/],
    ['moss,0.5,0.4 or so,10', 2, 'MMLU_stderr', /a number or an empty cell, found "0\.4 or so"/],
    ['moss,0.5,1.5,10', 2, 'MMLU_stderr', /standard errors of "MMLU": expected fractions like the scores, found 1\.5/],
    ['moss,0.5,0.01,10.5', 2, 'MMLU n', /a whole number of items above 0, or an empty cell, found "10\.5"/],
    ['moss,0.5,0.01,0', 2, 'MMLU n', /a whole number of items above 0, or an empty cell, found "0"/],
  ])('that are none are refused by line and column, and nothing is stored: %s', async (row, line, column, message) => {
    await withEngine(async (engine) => {
      const table = `Model,MMLU,MMLU_stderr,MMLU n\n${row}\nfern,0.4,0.01,100\noak,0.3,0.02,100\n`
      expect((await preview(engine, table)).problems).toEqual([
        { line, column, message: expect.stringMatching(message) as string },
      ])
      await expect(importTable(engine, table)).rejects.toThrow(message)
      expect(await stored(engine)).toEqual([])
    })
  })

  it.each([
    ['50%,0.015', '40%,0.012', 'percent', 'at most 0.015 (in percent 0.015 %, as a fraction 1.5 %)'],
    ['50,0.015', '40,', 'percent', 'at most 0.015 (in percent 0.015 %, as a fraction 1.5 %)'],
    ['0.5,0.9', '0.4,0.4', 'fractions', '0.9 (in percent 0.9 %, as a fraction 90 %)'],
  ])('in another unit than the scores are refused, and nothing is stored: %s', async (moss, fern, unit, readings) => {
    await withEngine(async (engine) => {
      const table = `Model,MMLU,MMLU_stderr\nmoss,${moss}\nfern,${fern}\n`
      const message = `standard errors of "MMLU": expected ${unit} like the scores, found ${readings}; write them with a percent sign or leave the column out`
      expect((await preview(engine, table)).problems).toEqual([{ line: 2, column: 'MMLU_stderr', message }])
      await expect(importTable(engine, table)).rejects.toThrow(message)
      expect(await stored(engine)).toEqual([])
      await importTable(engine, table, ({ role }) => (role === 'stderr' ? { role: 'ignored', of: null } : {}))
      expect((await stored(engine)).map(({ value, stderr }) => [value, stderr])).toEqual([
        [0.4, null],
        [0.5, null],
      ])
    })
  })

  it.each([
    ['50%,1.5%', 0.015, 'in percent'],
    ['50,0.42', 0.0042, 'in percent'],
    ['50,0.04%', 0.0004, 'in percent'],
    ['0.5,0.5', 0.5, 'as fractions'],
    ['0.5,1.5%', 0.015, 'in percent'],
  ])('are read in the unit that a note says: %s', async (cells, stderr, unit) => {
    await withEngine(async (engine) => {
      const table = `Model,MMLU,MMLU_stderr\nmoss,${cells}\n`
      expect((await preview(engine, table)).notes).toEqual([
        `Of 1 score, 1 with a standard error. Standard errors are read ${unit}.`,
      ])
      await importTable(engine, table)
      expect(await stored(engine)).toMatchObject([{ value: 0.5, stderr }])
    })
  })

  it.each([
    ['mmlu_stderr', 'mmlu_se'],
    ['MMLU_STDERR', 'mmlu_stderr'],
  ])('twice for one score are refused until one is left out: %s and %s', async (former, latter) => {
    await withEngine(async (engine) => {
      const table = `Model,mmlu,${former},${latter}\nmoss,0.5,0.01,0.02\n`
      const shown = await preview(engine, table)
      expect(shown.problems).toEqual([
        {
          line: 1,
          column: '',
          message: `expected one column with the standard errors of "mmlu", found "${former}" and "${latter}"; leave all but one out`,
        },
      ])
      await expect(importTable(engine, table)).rejects.toThrow(
        `The columns "${former}" and "${latter}" would both be the standard error of "mmlu". Leave one out.`,
      )
      expect(await stored(engine)).toEqual([])
      await importTable(engine, table, ({ title }) => (title === former ? { role: 'ignored', of: null } : {}))
      expect(await stored(engine)).toMatchObject([{ value: 0.5, stderr: 0.02 }])
    })
  })

  it.each([
    ['mmlu_stderr', 'standard errors of "mmlu", but there is no column "mmlu"'],
    ['arc_n', 'numbers of items of "arc", but there is no column "arc"'],
  ])('without their score are refused by its name: %s', async (title, message) => {
    await withEngine(async (engine) => {
      await expect(importTable(engine, `Model,${title}\nmoss,10\nfern,20\n`)).rejects.toThrow(message)
    })
  })

  it('of lm-eval are counted in one note', async () => {
    await withEngine(async (engine) => {
      const results = { model_name: 'moss', results: { arc: { acc: 0.5, acc_stderr: 0.02 } } }
      expect((await preview(engine, JSON.stringify(results), 'results.json')).notes).toEqual([
        'Read as results of lm-eval: model "moss", 1 score as they stand.',
        'Of 1 score, 1 with a standard error. Standard errors are read as fractions.',
      ])
    })
  })

  it('of lm-eval are stored with every metric', async () => {
    await withEngine(async (engine) => {
      const results = {
        model_name: 'acme/moss',
        results: {
          arc: { 'acc,none': 0.5, 'acc_stderr,none': 0.02, 'acc_norm,none': 0.6, 'acc_norm_stderr,none': 'N/A' },
          wikitext: { 'word_perplexity,none': 21.5, 'word_perplexity_stderr,none': 'N/A' },
        },
        'n-samples': { arc: { original: 1172, effective: 500 } },
        'n-shot': { arc: 25 },
      }
      await importTable(engine, JSON.stringify(results), undefined, 'results.json')
      const common = { model: 'acme/moss', benchmark: 'arc', shots: 25 }
      expect(await stored(engine)).toEqual([
        { ...common, metric: 'acc', value: 0.5, stderr: 0.02, n: 500 },
        { ...common, metric: 'acc_norm', value: 0.6, stderr: null, n: 500 },
        {
          ...common,
          benchmark: 'wikitext',
          metric: 'word_perplexity',
          shots: null,
          value: 21.5,
          stderr: null,
          n: null,
        },
      ])
    })
  })

  it('go out with the export and come back with an import of it, and so does everything else', async () => {
    await withEngine(async (first) => {
      await importTable(
        first,
        'Model,Model Family,Model Size (B),MMLU (acc),MMLU (acc) stderr,MMLU (acc) n,Perplexity\n=moss,Moss,7.1,0.1234567890123,0.0123,77,21.5\n"a, b",,,0.2,,,\n',
        ({ title, role }) =>
          role !== 'score' ? {} : title === 'Perplexity' ? { metric: 'ppl' } : { metric: 'acc', shots: 5 },
      )
      // A benchmark that is called as a title of this program, and as something beside a score.
      await importTable(first, 'Model,a,b\n=moss,0.5,0.6\n', ({ title }) =>
        title === 'a' ? { benchmark: 'Model Family' } : title === 'b' ? { benchmark: 'MMLU (acc) n' } : {},
      )
      const table = await first.call('scores.table', {})
      const exported = csvText(scoreCsv(table))
      await withEngine(async (second) => {
        await importTable(second, exported)
        expect(await stored(second)).toEqual(await stored(first))
        const facts = async (engine: Engine) =>
          (await engine.call('scores.table', {})).models.map(({ name, family, parameters, tokens, flops }) => ({
            name,
            family,
            parameters,
            tokens,
            flops,
          }))
        expect(await facts(second)).toEqual(await facts(first))
        expect(csvText(scoreCsv(await second.call('scores.table', {}))).split('\r\n')).toHaveLength(
          exported.split('\r\n').length,
        )
      })
    })
  })
})

it('the name of a file stands before what is wrong with its size', async () => {
  await withEngine(async (engine) => {
    const results = Object.fromEntries(Array.from({ length: 12_288 }, (_, task) => [`t${task}`, { acc: 0.5 }]))
    await expect(preview(engine, JSON.stringify({ model_name: 'm', results }), 'wide.json')).rejects.toThrow(
      /^wide\.json: .*expected scores in at most/,
    )
  })
})

it("a hub's table of a benchmark that is called as a title of this program is imported", async () => {
  await withEngine(async (engine) => {
    await importTable(
      engine,
      'task,model,Best score (across scorers)\nModel Family,moss,0.5\nName ,moss,0.25\nName,,0.3\nflops,fern,0.75\n',
      undefined,
      'benchmarks_runs.csv',
    )
    expect((await stored(engine)).map(({ model, benchmark, value }) => [model, benchmark, value])).toEqual([
      ['fern', 'flops', 0.75],
      ['moss', 'Model Family', 0.5],
      ['moss', 'Name', 0.25],
    ])
  })
})
