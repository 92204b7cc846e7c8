import { describe, expect, test } from 'vitest'
import { readTable } from '../../../engine/tables/read-table.ts'

const cellsOf = (text: string, fileName = 'table.csv'): unknown => {
  const { columns, rows } = readTable(text, fileName)
  return [columns, ...rows.map(({ cells }) => cells)]
}
const csv = (...rows: readonly (readonly string[])[]): string => rows.map((row) => row.join(',')).join('\n')

describe('Open LLM Leaderboard', () => {
  const titles = [
    'eval_name',
    'Precision',
    'Model',
    'fullname',
    'Model sha',
    'Average ⬆️',
    '#Params (B)',
    'IFEval Raw',
    'IFEval',
    'BBH Raw',
    'BBH',
    'MATH Lvl 5',
    'GPQA',
    'MUSR',
    'MMLU-PRO',
    'Submission Date',
    'Base Model',
  ]
  const row = (name: string, base: string, changes: Readonly<Record<string, string>> = {}): string[] => {
    const usual: Readonly<Record<string, string>> = {
      Precision: 'float16',
      Model: `"<a href=""https://huggingface.co/${name}"">${name}</a>"`,
      fullname: name,
      'Model sha': 'deadbeef01',
      '#Params (B)': '7.2',
      'IFEval Raw': '0.45',
      IFEval: '45',
      'BBH Raw': '0.5',
      BBH: '29.1',
      'MATH Lvl 5': '0.6',
      GPQA: '3.1',
      MUSR: '8.1',
      'MMLU-PRO': '23.1',
      'Submission Date': '2024-07-01',
      'Base Model': base,
    }
    return titles.map((title) => changes[title] ?? usual[title] ?? '1')
  }

  test('name, base, size and the six scores; the rest is left out', () => {
    const table = readTable(csv(titles, row('a/moss', 'base/moss'), row('c/fern', 'c/fern', { '#Params (B)': '-1' })))
    expect([table.columns, ...table.rows.map(({ cells }) => cells)]).toEqual([
      ['Model', 'Model Family', 'Model Size (B)', 'IFEval', 'BBH', 'MATH Lvl 5', 'GPQA', 'MUSR', 'MMLU-PRO'],
      ['a/moss', 'base/moss', '7.2', '45', '29.1', '0.6', '3.1', '8.1', '23.1'],
      ['c/fern', 'c/fern', '', '45', '29.1', '0.6', '3.1', '8.1', '23.1'],
    ])
    expect(table.measured!.get('MATH Lvl 5')).toEqual({ metric: 'normalised', scale: 'percent' })
    expect(table.notes.at(-1)).toBe(
      'Read as the table of the Open LLM Leaderboard: names from "fullname", families from "Base Model", sizes from "#Params (B)", six scores in percent, normalised so that guessing is 0; its other columns are left out.',
    )
  })

  test('columns of somebody else stay', () => {
    const [mine, scored] = [
      [...titles, 'mine'],
      [...row('a/moss', ''), '5'],
    ]
    const { columns, rows } = readTable(csv(mine, scored))
    expect([columns.at(-1), rows[0]!.cells.at(-1)]).toEqual(['mine', '5'])
  })

  test('families are the end of the line of bases; several bases, or none told, are none', () => {
    const { rows } = readTable(
      csv(
        titles,
        row('a/chat', 'a/code'),
        row('a/code', 'a/moss'),
        row('a/moss', 'a/moss'),
        row('a/both', '"a/moss, c/fern"'),
        row('a/gone', 'Removed'),
        row('a/merge', 'a/merge (Merge)'),
      ),
    )
    expect(rows.map(({ cells }) => cells[1])).toEqual(['a/moss', 'a/moss', 'a/moss', '', '', 'a/merge'])
  })

  test('bases that lead in a circle are one family, which is said', () => {
    const { rows, notes } = readTable(
      csv(
        titles,
        row('x/tuned', 'x/three'),
        row('x/two', 'x/one'),
        row('x/one', 'x/three'),
        row('x/three', 'x/two'),
        row('a/moss', 'a/moss'),
      ),
    )
    expect(rows.map(({ cells }) => cells[1])).toEqual(['x/two', 'x/two', 'x/two', 'x/two', 'a/moss'])
    expect(notes.filter((note) => note.includes('circle'))).toEqual([
      'Bases that lead in a circle are one family: "x/two", "x/one", "x/three".',
    ])
  })

  test('families and sizes that somebody has added go before those of the leaderboard', () => {
    const { columns, rows, notes } = readTable(
      csv(
        [...titles, 'Model Family', 'Model Size (B)'],
        [...row('a/moss', 'base/moss'), 'Moss', '7'],
        [...row('c/fern', 'c/fern'), '', ''],
      ),
    )
    expect(columns).toEqual([...new Set(columns)])
    expect(rows.map(({ cells }) => cells.slice(0, 3))).toEqual([
      ['a/moss', 'Moss', '7'],
      ['c/fern', 'c/fern', '7.2'],
    ])
    expect(notes.at(-1)).toContain(
      'families from "Model Family", else "Base Model", sizes from "Model Size (B)", else "#Params (B)"',
    )
  })

  test('rows of one name are told apart, the same row is taken once', () => {
    const { rows, notes } = readTable(
      csv(
        titles,
        row('a/moss', ''),
        row('a/moss', ''),
        row('a/Moss', '', { Precision: 'bfloat16' }),
        row('c/fern', '', { 'Model sha': '0123456789' }),
        row('c/fern', ''),
        row('d/oak', ''),
      ),
    )
    expect(rows.map(({ cells }) => cells[0])).toEqual([
      'a/moss (float16)',
      'a/Moss (bfloat16)',
      'c/fern (01234567)',
      'c/fern (deadbeef)',
      'd/oak',
    ])
    expect(notes.slice(-2)).toEqual([
      'Rows with the name of another are named with precision or revision: 4 rows.',
      'Rows that stand there twice are taken once: 1 row.',
    ])
  })

  test('the first leaderboard has other scores', () => {
    const first = ['Model', 'Average ⬆️', 'ARC', 'HellaSwag', 'MMLU', 'TruthfulQA', 'Winogrande', 'GSM8K', 'fullname']
    const table = readTable(csv(first, ['x', '50', '40', '60', '50', '40', '60', '0.5', 'a/moss']))
    expect([table.columns, table.rows[0]!.cells]).toEqual([
      ['Model', 'ARC', 'HellaSwag', 'MMLU', 'TruthfulQA', 'Winogrande', 'GSM8K'],
      ['a/moss', '40', '60', '50', '40', '60', '0.5'],
    ])
    expect(table.measured!.get('GSM8K')).toEqual({ scale: 'percent' })
  })
})

describe("Epoch's benchmarking hub", () => {
  test('a benchmark a file, called after it; the best of several results', () => {
    const text =
      'Model version,mean_score,Best score (across scorers),Release date,Organization,Training compute (FLOP),stderr,id\n' +
      'moss_low,0.5,0.51,2026-02-01,Lab,1e24,0.01,r1\nmoss_low,0.6,0.62,2026-02-01,Lab,1e24,0.01,r2\nfern,0.4,0.4,2026-01-01,Lab,,0.02,r3\n'
    const table = readTable(text, 'gpqa_diamond.csv')
    expect(cellsOf(text, 'gpqa_diamond.csv')).toEqual([
      ['Model', 'Training compute (FLOP)', 'gpqa_diamond'],
      ['moss_low', '1e24', '0.62'],
      ['fern', '', '0.4'],
    ])
    expect(table.measured!.get('gpqa_diamond')).toEqual({ benchmark: 'gpqa_diamond', scale: 'fraction' })
    expect(table.notes).toEqual([
      'Read as a table of Epoch\'s benchmarking hub: names from "Model version", 1 column of scores of the benchmark "gpqa_diamond" ("Best score (across scorers)"); its other columns are left out.',
      'Of several results of a model the best is taken: 1 row left out.',
    ])
  })

  test('results of others: the columns of numbers are scores', () => {
    const text =
      'Model version,EM,Shots,Release date,Name,Source,id\nmoss,51.2,5,2024-01-01,Moss,paper,a\nfern,40,5,2024-02-01,Fern,paper,b\n'
    const { columns, measured } = readTable(text, 'mmlu_external.csv')
    expect(columns).toEqual(['Model', 'mmlu'])
    expect(measured!.get('mmlu')).toEqual({ benchmark: 'mmlu', metric: 'EM' })
  })

  test('all runs in one file become a table of models by benchmarks', () => {
    const text =
      'id,task,model,Best score (across scorers),mean_score\n1,GPQA,moss,0.5,0.5\n2,MATH,moss,0.7,0.7\n3,GPQA,fern,0.2,0.2\n4,GPQA,moss,0.55,0.5\n'
    expect(cellsOf(text, 'benchmarks_runs.csv')).toEqual([
      ['Model', 'MATH', 'GPQA'],
      ['moss', '0.7', '0.55'],
      ['fern', '', '0.2'],
    ])
  })
})

test("rows of Epoch's hub that name no model are left out, and told by their lines", () => {
  const one = 'Model version,Score\n,0.5\nmoss,0.7\n ,0.6\n'
  expect(cellsOf(one, 'x.csv')).toEqual([
    ['Model', 'x'],
    ['moss', '0.7'],
  ])
  expect(readTable(one, 'x.csv').notes.at(-1)).toBe('Rows without "Model version" are left out: lines 2, 4.')
  const all = 'task,model,Best score (across scorers)\nGPQA,moss,0.5\nGPQA,,0.7\n'
  expect(cellsOf(all)).toEqual([
    ['Model', 'GPQA'],
    ['moss', '0.5'],
  ])
  expect(readTable(all).notes.at(-1)).toBe('Rows without "model" or "task" are left out: line 3.')
})

test("a task of Epoch's hub is a benchmark whatever it is called, and without spaces at its ends", () => {
  const text =
    'task,model,Best score (across scorers)\nModel,moss,0.5\nModel Family,moss,0.6\n"GPQA ",moss,0.7\nGPQA,fern,0.1\n'
  const table = readTable(text)
  expect([table.columns, ...table.rows.map(({ cells }) => cells)]).toEqual([
    ['Model', 'benchmark Model', 'benchmark Model Family', 'GPQA'],
    ['moss', '0.5', '0.6', '0.7'],
    ['fern', '', '', '0.1'],
  ])
  expect(table.measured!.get('benchmark Model')).toEqual({ benchmark: 'Model', scale: 'fraction' })
})

test('a table of more columns than can be stored is refused', () => {
  const results = Object.fromEntries(Array.from({ length: 12_288 }, (_, task) => [`t${task}`, { acc: 0.5 }]))
  expect(() => readTable(JSON.stringify({ model_name: 'm', results }))).toThrow(
    'expected scores in at most 12\u202f288 columns, found 12\u202f289',
  )
})

test("of several losses of a model in Epoch's hub the least is the best", () => {
  const text = 'Model version,Perplexity\nmoss,12.5\nmoss,30.5\n'
  expect(cellsOf(text, 'wiki_external.csv')).toEqual([
    ['Model', 'wiki'],
    ['moss', '12.5'],
  ])
})

test("which metric of Epoch's hub decides between several rows of a model is said", () => {
  const text = 'Model version,EM,F1\nmoss,0.5,0.9\nmoss,0.6,0.7\n'
  expect(cellsOf(text, 'squad.csv')).toContainEqual(['moss', '0.6', '0.7'])
  expect(readTable(text, 'squad.csv').notes.at(-1)).toBe(
    'Of several results of a model the best is taken: 1 row left out. Judged by "EM" alone.',
  )
})

describe('results of lm-eval', () => {
  const document = {
    results: {
      mmlu: { 'acc,none': 0.25, 'acc_stderr,none': 0.01, alias: 'mmlu' },
      mmlu_law: { 'acc,none': 0.3, 'acc_stderr,none': 'N/A', alias: ' - law' },
      gsm8k: { 'exact_match,strict-match': 0.125, 'exact_match,flexible-extract': 0.5, alias: 'gsm8k' },
      wikitext: { 'word_perplexity,none': 21.5, 'word_perplexity_stderr,none': 'N/A', alias: 'wikitext' },
    },
    group_subtasks: { mmlu: ['mmlu_law'], gsm8k: [] },
    'n-shot': { mmlu: 5, gsm8k: 8 },
    'n-samples': { mmlu_law: { original: 1534, effective: 300 } },
    config: { model: 'hf', model_args: 'pretrained=acme/moss,dtype=float16', model_num_parameters: 382_000 },
  }

  test('two keys that would be one column are refused, NaN as Python writes it is no number', () => {
    const text = (arc: string) => `{"results": {"arc": ${arc}, "hella": {"acc,none": 0.9}}, "model_name": "m"}`
    expect(() => readTable(text('{"acc,none": 0.5, "acc": 0.4}'), 'results.json')).toThrow(
      'expected each metric of a task once, found "arc: acc,none" and "arc: acc", which both are "arc: acc"',
    )
    expect(
      readTable(text('{"acc,none": 0.5, "acc_stderr,none": NaN, "f1,none": -Infinity}'), 'results.json'),
    ).toMatchObject({ columns: ['Model', 'arc: acc', 'hella: acc'], rows: [{ cells: ['m', '0.5', '0.9'] }] })
  })

  test('LightEval: tasks and shots from the keys, without its means', () => {
    const results = {
      'leaderboard|arc:challenge|25': { acc: 0.5, acc_stderr: 0.01 },
      'leaderboard|mmlu:_average|5': { acc: 0.4 },
      all: { acc: 0.45 },
    }
    const table = readTable(JSON.stringify({ config_general: { model_name: 'm' }, results }), 'results.json')
    expect(table.columns).toEqual(['Model', 'arc:challenge: acc', 'arc:challenge: acc standard error'])
    expect(table.measured!.get('arc:challenge: acc')).toMatchObject({ benchmark: 'arc:challenge', shots: 25 })
  })

  test('a number of shots that is none is left out', () => {
    const table = readTable(
      JSON.stringify({ model_name: 'm', results: { x: { acc: 0.5 } }, 'n-shot': { x: -1 } }),
      'results.json',
    )
    expect(table.measured!.get('x: acc')).not.toHaveProperty('shots')
  })

  test('a row with each metric of each task', () => {
    const table = readTable(JSON.stringify(document, undefined, 2), 'results.json')
    expect([table.columns, table.rows]).toEqual([
      [
        'Model',
        'Parameters',
        'mmlu: acc',
        'mmlu: acc standard error',
        'mmlu: acc items',
        'gsm8k: exact_match (strict-match)',
        'gsm8k: exact_match (flexible-extract)',
        'wikitext: word_perplexity',
      ],
      [{ line: 1, cells: ['acme/moss', '382000', '0.25', '0.01', '300', '0.125', '0.5', '21.5'] }],
    ])
    expect(table.measured!.get('mmlu: acc')).toEqual({ benchmark: 'mmlu', metric: 'acc', shots: 5, scale: 'fraction' })
    expect(table.measured!.get('wikitext: word_perplexity')).toMatchObject({ scale: 'raw' })
    expect(table.notes).toEqual([
      'Read as results of lm-eval: model "acme/moss", 4 scores as they stand.',
      'Left out as parts of a group that has a score: 1 task.',
    ])
  })

  test('standard errors stand with their filter, items where the version of lm-eval has them', () => {
    const results = {
      arc: { 'acc,none': 0.5, 'acc_stderr,none': 0.02, 'f1,none': 0.4, 'f1_stderr,none': 'N/A', samples: 100 },
      gsm8k: { 'em,strict': 0.1, 'em_stderr,strict': 0.01, 'em,flex': 0.2, 'em_stderr,flex': 0.03, sample_len: 50 },
      old: { acc: 0.3, acc_stderr: 0.04 },
      circle: { 'acc,none': 0.2 },
    }
    const table = readTable(
      JSON.stringify({ model_name: 'm', results, group_subtasks: { circle: ['circle', 'arc'] } }),
      'results.json',
    )
    const cells = Object.fromEntries(table.columns.map((title, index) => [title, table.rows[0]!.cells[index]]))
    expect(cells).toEqual({
      Model: 'm',
      'gsm8k: em (strict)': '0.1',
      'gsm8k: em (strict) standard error': '0.01',
      'gsm8k: em (strict) items': '50',
      'gsm8k: em (flex)': '0.2',
      'gsm8k: em (flex) standard error': '0.03',
      'gsm8k: em (flex) items': '50',
      'old: acc': '0.3',
      'old: acc standard error': '0.04',
    })
  })

  test.each([
    [{ ...document, model_name: 'given' }, 'given'],
    [{ ...document, config: { model_args: { pretrained: 'a/b' } } }, 'a/b'],
    [{ results: { arc: { acc: 0.5, acc_stderr: 0.1 } }, config: { model_args: 'pretrained=old' } }, 'old'],
  ])('the model is named where the version of lm-eval names it', (given, name) => {
    expect(readTable(JSON.stringify(given)).rows[0]!.cells[0]).toBe(name)
  })

  test.each([
    ['{"results": {', 'found JSON that cannot be read ('],
    ['[{"Model": "moss"}]', 'expected a CSV table, or the results of lm-eval in JSON, found JSON that is no object'],
    ['{"a": 1}', 'found JSON without "results"'],
    ['{"results": {"arc": {"acc": 1}}}', 'expected the name of the model in "model_name" or "config"'],
    [
      '{"results": {"arc": {"acc,none": 50.0}}, "model_name": "m"}',
      'JSON, results["arc"]["acc,none"]: expected a fraction, at most 1, found 50',
    ],
    [
      '{"results": {"arc": {"exact_match,strict": 101}}, "model_name": "m"}',
      'JSON, results["arc"]["exact_match,strict"]: expected a fraction, at most 1, or percent, at most 100, found 101',
    ],
    ['{"results": {"arc": {"alias": "x"}}, "model_name": "m"}', 'JSON, results: expected scores, found none'],
  ])('refuses %j, with the field', (text, message) => {
    expect(() => readTable(text)).toThrow(message)
    expect(() => readTable(text)).not.toThrow(/CSV, line/)
  })

  test('exact matches of a task are percent where one of them is above 1, however answers are filtered', () => {
    const results = {
      gsm8k: { 'exact_match,strict-match': 50.5, 'exact_match_stderr,strict-match': 1.2 },
      drop: { 'exact_match,strict-match': 0.5, 'exact_match,flexible-extract': 12.5, 'acc,none': 0.25 },
      triviaqa: { 'exact_match,remove_whitespace': 0.5 },
    }
    const { measured } = readTable(JSON.stringify({ model_name: 'm', results }), 'results.json')
    expect(Object.fromEntries([...measured!].map(([title, { scale }]) => [title, scale]))).toEqual({
      'gsm8k: exact_match (strict-match)': 'percent',
      'drop: exact_match (strict-match)': 'percent',
      'drop: exact_match (flexible-extract)': 'percent',
      'drop: acc': 'fraction',
      'triviaqa: exact_match (remove_whitespace)': 'fraction',
    })
  })
})

test('other tables stay as they are', () => {
  expect(cellsOf('Model;MMLU\nmoss;51,2\n')).toEqual([
    ['Model', 'MMLU'],
    ['moss', '51.2'],
  ])
})

describe('scores that were exported', () => {
  const titles = 'Model,Model Family,parameters,benchmark,metric,shots,value,standard error,items,source,detail'

  test('one a line, become models by benchmarks with errors and items; measured goes before imported', () => {
    const table = readTable(
      [
        titles,
        'moss,Moss,7000000000,MMLU,acc,5,0.451,0.0035,14042,imported,x.csv',
        'moss,Moss,7000000000,MMLU,acc,5,0.44,,100,measured,run',
        'fern,,,Perplexity,ppl,,21.5,,,typed,',
      ].join('\n'),
    )
    expect([table.columns, ...table.rows.map(({ cells }) => cells)]).toEqual([
      ['Model', 'Model Family', 'parameters', 'MMLU (acc, 5 shots)', 'MMLU (acc, 5 shots) items', 'Perplexity (ppl)'],
      ['moss', 'Moss', '7000000000', '0.44', '100', ''],
      ['fern', '', '', '', '', '21.5'],
    ])
    expect(table.measured!.get('MMLU (acc, 5 shots)')).toEqual({
      benchmark: 'MMLU',
      metric: 'acc',
      shots: 5,
      scale: 'raw',
    })
    expect(table.notes).toEqual([
      'Read as scores that were exported, one a line, as they stand: 2 scores of 2 models.',
      'Of several sources of a score, measured before typed before imported: 1 line left out.',
    ])
  })

  test.each([
    [
      'moss,,,MMLU,acc,5,0.4,-0.1,,typed,',
      'line 3: expected a standard error of at least 0, or an empty cell in column',
    ],
    ['moss,,,MMLU,acc,5,0.4,NaN,,typed,', 'line 3: expected a standard error of at least 0'],
    ['moss,,,MMLU,acc,5,0.4,,1.5,typed,', 'line 3: expected a whole number of items above 0'],
    ['moss,,,MMLU,acc,many,0.4,,,typed,', 'line 3: expected a whole number from 0 to 1,000'],
    ['moss,,,MMLU,acc,5,,,,typed,', 'line 3: expected a number in column "value"'],
    [',,,MMLU,acc,5,0.4,,,typed,', 'line 3: expected the name of a model'],
    [
      'oak,,,ARC,acc,,0.2,,,typed,',
      'line 3: expected each score of a model once a source, found ARC (acc) of "oak" again',
    ],
  ])('refuses the line %s', (line, message) => {
    expect(() => readTable([titles, 'oak,,,ARC,acc,,0.1,,,typed,', line].join('\n'))).toThrow(message)
  })
})
