import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BenchmarkError } from '../../../core/benchmark/benchmark-error.ts'
import { benchmarkItems } from '../../../core/benchmark/few-shot.ts'
import { readBenchmark } from '../../../core/benchmark/read-benchmark.ts'
import type { Question, TaskName } from '../../../core/benchmark/task.ts'
import { benchmarkTasks } from '../../../core/benchmark/tasks.ts'
import { sharedMaterial } from '../../shared-material.ts'

const read = (task: TaskName, record: unknown): Question =>
  readBenchmark(benchmarkTasks[task], JSON.stringify(record))[0]!
const context = ({ choices }: Question): string => choices[0]!.context
const continuations = ({ choices }: Question): string[] => choices.map(({ continuation }) => continuation)
const refusal = (task: TaskName, record: unknown): string => {
  try {
    readBenchmark(benchmarkTasks[task], `\n${JSON.stringify(record)}\n`)
  } catch (error) {
    if (error instanceof BenchmarkError) return error.message
  }
  throw new Error('not refused')
}

describe('ARC', () => {
  const record = {
    question: 'Which is a gas?',
    choices: { text: ['iron', 'oxygen', 'salt'], label: ['A', 'B', 'C'] },
    answerKey: 'B',
  }

  test('asks and lets each choice answer', () => {
    const question = read('arc', record)
    expect(context(question)).toBe('Question: Which is a gas?\nAnswer:')
    expect(continuations(question)).toEqual([' iron', ' oxygen', ' salt'])
    expect(question.gold).toEqual([1])
    expect(question.example).toBe('Question: Which is a gas?\nAnswer: oxygen')
  })

  test.each([
    ['a letter with numbers as labels', 'B', ['1', '2', '3']],
    ['a text number', '2', ['1', '2', '3']],
    ['a number', 2, ['1', '2', '3']],
    ['a number with letters as labels', '2', ['A', 'B', 'C']],
  ])('takes %s', (_, answerKey, label) => {
    expect(read('arc', { ...record, choices: { ...record.choices, label }, answerKey }).gold).toEqual([1])
  })

  test('reads the form of AI2', () => {
    const published = {
      id: '1',
      question: {
        stem: 'Which is a gas?',
        choices: [
          { text: 'iron', label: 'A' },
          { text: 'oxygen', label: 'B' },
        ],
      },
      answerKey: 'A',
    }
    expect(read('arc', published)).toMatchObject({ gold: [0], example: 'Question: Which is a gas?\nAnswer: iron' })
  })

  test.each([[''], ['D'], [0], [4], [null], [true]])('refuses the answer %j', (answerKey) => {
    expect(refusal('arc', { ...record, answerKey })).toBe(
      `Benchmark, line 2: expected one of the labels A, B, C in answerKey, found ${JSON.stringify(answerKey)}`,
    )
  })
})

describe('HellaSwag', () => {
  const record = {
    activity_label: 'Baking bread',
    ctx_a: ' [header] How to bake [title] Mix the flour.  Wait.',
    ctx_b: 'the BAKER then',
    label: '2',
    endings: ['[substeps] eats  it. ', 'b', 'c [title] d', 'e\r[f]'],
  }

  test('cleans the text as published, in the published order', () => {
    const question = read('hellaswag', record)
    // What Python gave: "[title]" with its space becomes ". " before bracketed text goes, then each pair of spaces is
    // made one.
    expect(context(question)).toBe('Baking bread:  How to bake. Mix the flour. Wait. The baker then')
    expect(continuations(question)).toEqual(['  eats it.', ' b', ' c. d', ' e\r'])
    expect(question.gold).toEqual([2])
  })

  test('a bracket that a line break interrupts stays, one that U+2028 interrupts goes: "." of Python', () => {
    expect(continuations(read('hellaswag', { ...record, endings: ['a[b\nc]', 'a[b\u2028c]', 'x', 'y'] }))).toEqual([
      ' a[b\nc]',
      ' a',
      ' x',
      ' y',
    ])
  })

  test.each([[3], ['3']])('takes the label %j', (label) =>
    expect(read('hellaswag', { ...record, label }).gold).toEqual([3]),
  )
  test.each([[''], [-1], [4], ['4'], [1.5]])('refuses the label %j', (label) => {
    expect(refusal('hellaswag', { ...record, label })).toContain('expected the right choice in label, 0 to 3')
  })
})

describe('MMLU', () => {
  const record = (text: string, answer: unknown, more: object = {}): object => ({
    question: ` ${text}\n`,
    subject: 'abstract_algebra',
    choices: ['w', 'x', 'y', 'z'],
    answer,
    ...more,
  })

  test('letters answer; the first dev records of the subject come first, behind the description', () => {
    const lines = [
      record('one?', 1, { split: 'dev' }),
      record('other?', 0, { split: 'dev', subject: 'botany' }),
      record('two?', 'D', { split: 'dev' }),
      record('three?', 0, { split: 'dev' }),
      record('asked?', 2, { split: 'test' }),
    ]
    const task = benchmarkTasks.mmlu
    const items = benchmarkItems(task, readBenchmark(task, lines.map((line) => JSON.stringify(line)).join('\n')), {
      shots: 2,
      seed: 7,
    })
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ index: 4, gold: [2], group: 'abstract_algebra' })
    expect(items[0]!.choices.map(({ continuation }) => continuation)).toEqual([' A', ' B', ' C', ' D'])
    expect(items[0]!.choices[0]!.context).toBe(
      'The following are multiple choice questions (with answers) about abstract algebra.\n\n' +
        'one?\nA. w\nB. x\nC. y\nD. z\nAnswer: B\n\n' +
        'two?\nA. w\nB. x\nC. y\nD. z\nAnswer: D\n\n' +
        'asked?\nA. w\nB. x\nC. y\nD. z\nAnswer:',
    )
    expect(() => benchmarkItems(task, readBenchmark(task, JSON.stringify(record('alone?', 1))))).toThrow(
      'expected at least 5 records besides the question itself and its repetitions in abstract_algebra, found 0',
    )
  })

  test.each([[4], ['E'], ['4'], [-1], [null]])('refuses the answer %j', (answer) => {
    expect(refusal('mmlu', record('a', answer))).toContain('expected the right choice in answer, A to D or 0 to 3')
  })
  test('wants four choices', () =>
    expect(refusal('mmlu', { ...record('a', 0), choices: ['a', 'b'] })).toContain(
      'expected 4 entries in choices, found 2',
    ))
})

describe('Winogrande', () => {
  const record = {
    sentence: 'The cup did not fit the bag since the _ was too big. ',
    option1: 'cup',
    option2: 'bag',
    answer: '1',
  }

  test('two contexts share what is scored', () => {
    const question = read('winogrande', record)
    expect(question.choices.map((choice) => choice.context)).toEqual([
      'The cup did not fit the bag since the cup',
      'The cup did not fit the bag since the bag',
    ])
    expect(continuations(question)).toEqual([' was too big.', ' was too big.'])
    expect(question.gold).toEqual([0])
    expect(question.example).toBe('The cup did not fit the bag since the cup was too big.')
  })

  test('refuses no gap, nothing behind it, another answer', () => {
    expect(refusal('winogrande', { ...record, sentence: 'no gap' })).toContain('expected a gap "_" in sentence')
    expect(refusal('winogrande', { ...record, sentence: 'gap _ ' })).toContain('expected text behind the gap')
    expect(refusal('winogrande', { ...record, answer: '0' })).toContain(
      'expected the right choice in answer, 1 to 2, found "0"',
    )
    expect(read('winogrande', { ...record, answer: 2 }).gold).toEqual([1])
  })
})

describe('TruthfulQA', () => {
  const record = {
    question: 'Is it?',
    mc1_targets: { choices: ['Yes.', 'No.'], labels: [1, 0] },
    mc2_targets: { choices: ['Yes.', 'It is.', 'No.'], labels: [1, 1, 0] },
  }

  const preset = sharedMaterial('data/benchmarks/truthfulqa-preset.txt')
  test.skipIf(!preset.isThere)(`six questions and answers come first, to the character${preset.absence}`, () => {
    const [item] = benchmarkItems(benchmarkTasks.truthfulqa_mc1, [read('truthfulqa_mc1', record)])
    expect(item!.choices[0]!.context).toBe(`${readFileSync(preset.path, 'utf8')}\n\nQ: Is it?\nA:`)
  })

  test('mc1 has one true choice, mc2 several', () => {
    expect(read('truthfulqa_mc1', record)).toMatchObject({
      gold: [0],
      description: expect.stringMatching(/^Q: What is human .* Spain\.\n\n$/s) as string,
    })
    expect(read('truthfulqa_mc2', record).gold).toEqual([0, 1])
    expect(continuations(read('truthfulqa_mc2', record))).toEqual([' Yes.', ' It is.', ' No.'])
    expect(() => benchmarkItems(benchmarkTasks.truthfulqa_mc1, [], { shots: 1 })).toThrow('comes with its own')
  })

  test('refuses labels that do not fit', () => {
    const withLabels = (labels: unknown[]): unknown => ({
      ...record,
      mc2_targets: { choices: ['a', 'b'], labels },
      mc1_targets: { choices: ['a', 'b'], labels },
    })
    expect(refusal('truthfulqa_mc1', withLabels([1, 1]))).toContain('expected one true choice in mc1_targets, found 2')
    expect(refusal('truthfulqa_mc2', withLabels([1, 1]))).toContain('expected true and false choices')
    expect(refusal('truthfulqa_mc2', withLabels([1]))).toContain('expected 2 labels')
    expect(refusal('truthfulqa_mc2', withLabels([1, 2]))).toContain('expected 0 or 1 in mc2_targets.labels[1], found 2')
  })
})

describe('the others', () => {
  test('PIQA', () => {
    const question = read('piqa', { goal: 'Open a jar', sol1: 'Turn the lid.', sol2: 'Wait.', label: 1 })
    expect([context(question), ...continuations(question)]).toEqual([
      'Question: Open a jar\nAnswer:',
      ' Turn the lid.',
      ' Wait.',
    ])
    expect(question.gold).toEqual([1])
  })

  test('OpenBookQA, both forms', () => {
    const flat = read('openbookqa', {
      question_stem: 'The sun is',
      choices: { text: ['a star', 'a dog'], label: ['A', 'B'] },
      answerKey: ' A',
    })
    expect([context(flat), ...continuations(flat)]).toEqual(['The sun is', ' a star', ' a dog'])
    expect(flat.gold).toEqual([0])
    expect(
      read('openbookqa', {
        question: {
          stem: 'The sun is',
          choices: [
            { text: 'a star', label: 'A' },
            { text: 'a dog', label: 'B' },
          ],
        },
        answerKey: 'A',
      }),
    ).toEqual(flat)
  })

  test('BoolQ, both forms', () => {
    const question = read('boolq', { passage: 'It rains.', question: 'does it rain', label: 1 })
    expect([context(question), ...continuations(question)]).toEqual([
      'It rains.\nQuestion: does it rain?\nAnswer:',
      ' no',
      ' yes',
    ])
    expect(question.gold).toEqual([1])
    expect(read('boolq', { passage: 'It rains.', question: 'does it rain', answer: false }).gold).toEqual([0])
  })

  test('plain: choices follow as they stand, their lengths are counted without the space', () => {
    const question = read('plain', { context: '2 + 2 =', choices: [' 4.', '\n5'], gold: 'A' })
    expect(question.choices).toEqual([
      { context: '2 + 2 =', continuation: ' 4.', text: '4.' },
      { context: '2 + 2 =', continuation: '\n5', text: '\n5' },
    ])
    expect(question.gold).toEqual([0])
    expect(refusal('plain', { context: 'a', choices: ['', 'b'], gold: 0 })).toContain(
      'expected a text of at least one character in choices[0]',
    )
  })
})

describe('a file that is none', () => {
  test.each([
    ['{', 'line 2: expected one JSON object, found "{"'],
    ['[]', 'line 1: expected at least one question, found none'],
    ['[[]]', 'entry 1: expected an object with the fields of the task, found []'],
    ['{"context":1,"choices":[" a"," b"],"gold":0}', 'line 2: expected a text in context, found 1'],
    ['{"context":"a","choices":" a","gold":0}', 'line 2: expected a list in choices, found " a"'],
    ['{"context":"a","choices":[" a"],"gold":0}', 'line 2: expected 2 to 100 entries in choices, found 1'],
    ['{"context":"a","choices":[" a",2],"gold":0}', 'line 2: expected a text in choices[1], found 2'],
    ['{"context":"\\ud800","choices":[" a"," b"],"gold":0}', 'line 2: expected well-formed Unicode in context'],
    ['{"context":"a\\u0000","choices":[" a"," b"],"gold":0}', 'line 2: expected a text without U+0000 in context'],
    [
      '{"__proto__":{"context":"a"},"choices":[" a"," b"],"gold":0}',
      'line 2: expected a text in context, found nothing',
    ],
  ])('%s', (line, message) => {
    expect(() => readBenchmark(benchmarkTasks.plain, `\ufeff\r\n${line}`)).toThrow(message)
  })

  test('has no question', () =>
    expect(() => readBenchmark(benchmarkTasks.plain, '\n\n')).toThrow('expected at least one question, found none'))
  test('goes on too long', () => {
    const long = JSON.stringify({ context: 'a'.repeat(65_537), choices: [' a', ' b'], gold: 0 })
    expect(() => readBenchmark(benchmarkTasks.plain, long)).toThrow(
      'at most 65536 UTF-16 units in context, found 65537',
    )
  })
})
