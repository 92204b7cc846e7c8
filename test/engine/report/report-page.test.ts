import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundedText, intervalText } from '../../../core/format/interval.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { reportRemarks } from '../../../engine/report/report-remarks.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { escapeXml } from '../../../core/scene/scene-svg.ts'
import { html, named } from '../../../engine/report/markup.ts'
import { reportPage } from '../../../engine/report/report-page.ts'
import { lineageSentences } from '../../../engine/analyses/lineage-sentences.ts'
import { oakLineage } from '../analyses/oak-lineage.ts'
import { sampleForecast } from '../analyses/sample-forecast.ts'
import { sampleContent } from './sample-content.ts'
import { readPage } from './well-formed.ts'

const four = ['oak', 'oak-tales', 'fern', 'moss']

describe('markup', () => {
  test('escapes all that is put into it, in text and in attributes, and only once', () => {
    const name = '<img src=x onerror="alert(\'1\')">&amp;'
    expect(html`<p title="${name}">${name}${html`<b>${name}</b>`}</p>`.text).toBe(
      `<p title="${escapeXml(name)}">${escapeXml(name)}<b>${escapeXml(name)}</b></p>`,
    )
    expect(escapeXml(name)).toBe('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;')
    expect(html`${null}${3}${[named('a'), 'b']}`.text).toBe('3<bdi>a</bdi>b')
  })

  test('replaces what no page can hold: control characters and lone surrogates', () => {
    expect(escapeXml('a\u0000b\u001bc\ud800d\ufffee\tf')).toBe('a\\u{0}b\\u{1b}c\\u{d800}d\ufffde\tf')
  })
})

describe('a report', () => {
  test('is well-formed, in one language, without scripts, with a closed content security policy', () => {
    const page = reportPage(sampleContent(four))
    expect(page.startsWith('<!doctype html>\n<html lang="en">')).toBe(true)
    const { elements, attributes } = readPage(page)
    expect(
      elements.filter((name) =>
        /^(script|iframe|object|embed|link|base|form|img|image|use|foreignObject|animate|set)$/i.test(name),
      ),
    ).toEqual([])
    expect(attributes.filter((attribute) => / on[a-z]+=| style=/.test(attribute))).toEqual([])
    expect(attributes).toContain(
      "meta content=default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
    )
    expect(
      attributes
        .filter((attribute) => / (href|src|xlink:href|action)=/.test(attribute))
        .every((attribute) => attribute.startsWith('a href=#')),
    ).toBe(true)
    expect(page).not.toMatch(/url\(|@import|https?:/)
  })

  test('law: hostile names, titles and digests come out as text and as nothing else', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 24 }),
      fc.constantFrom(
        '</svg><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "'--><!--",
        ']]>&#0;<x',
        '</style><style>*{}',
        '\u202etxt.exe',
      ),
      fc
        .array(fc.constantFrom('<', '>', '&', '"', "'", '/', '!', '-', ']', '\u0000', '\ud800', 'a'), { maxLength: 12 })
        .map((parts) => parts.join('')),
    )
    const plain = readPage(reportPage(sampleContent(four))).elements
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 4, maxLength: 4 }), hostile, (names, title) => {
        const base = sampleContent(
          names.map((name, index) => `${name}${String(index)}`),
          { title: `${title}.` },
        )
        const page = readPage(reportPage({ ...base, genome: { ...base.genome, name: title, digest: title } }))
        expect(page.elements).toEqual(plain)
        const texts = page.texts.map((text) => text.trim())
        const shown = (text: string) => readPage(html`<p>x${text}</p>`.text).texts[0]!.slice(1).trim()
        for (const name of base.distances.models) expect(texts).toContain(shown(name))
      }),
      { numRuns: 60 },
    )
  })

  test('tells the lineage as its view does: a figure, a sentence for each edge, a table of all models', () => {
    const page = reportPage(sampleContent(four, { sections: ['lineage'], lineage: oakLineage }))
    const { texts, attributes } = readPage(page)
    const { ofEdge } = lineageSentences(oakLineage)
    for (const edge of oakLineage.edges) expect(texts).toContain(ofEdge(edge))
    expect(texts.filter((text) => text === 'no evidence of a relation')).toHaveLength(1)
    for (const name of oakLineage.models) expect(texts).toContain(name)
    expect(attributes.some((attribute) => attribute.startsWith('svg '))).toBe(true)
    const without = readPage(reportPage(sampleContent(four, { sections: ['lineage'] }))).texts.join(' ')
    expect(without).toContain('The weights of fewer than two of these models are read.')
  })

  test('begins with its pictures: the tree comes before the tables of what was compared', () => {
    const { attributes } = readPage(reportPage(sampleContent(four)))
    const sections = attributes.flatMap((attribute) => /^section id=([^ ]+)/.exec(attribute)?.[1] ?? [])
    expect(sections.slice(0, 5)).toEqual(['tree', 'lineage', 'matrix', 'map', 'models'])
  })

  test('shows only the sections asked for, in its own order', () => {
    const { attributes } = readPage(reportPage(sampleContent(four, { sections: ['methods', 'tree'] })))
    expect(attributes.filter((attribute) => attribute.startsWith('section id='))).toEqual([
      'section id=tree',
      'section id=methods',
    ])
  })

  test('is accessible in its structure: captions and scopes of tables, titles of drawings, headings in order', () => {
    const { elements, attributes } = readPage(reportPage(sampleContent(four)))
    const count = (name: string) => elements.filter((element) => element === name).length
    expect(count('caption')).toBe(count('table'))
    expect(attributes.filter((attribute) => attribute.startsWith('th scope='))).toHaveLength(count('th'))
    const drawings = attributes
      .filter((attribute) => attribute.startsWith('svg aria-labelledby='))
      .flatMap((attribute) => attribute.split('=')[1]!.split(' '))
    expect(drawings).toHaveLength(2 * count('svg'))
    for (const id of drawings)
      expect(
        attributes
          .filter((attribute) => /^(title|desc) id=/.test(attribute))
          .map((attribute) => attribute.split('=')[1]),
      ).toContain(id)
    const ids = attributes.flatMap((attribute) => (/ id=/.test(attribute) ? [attribute.split('=')[1]!] : []))
    expect(new Set(ids).size).toBe(ids.length)
    const levels = elements.flatMap((element) => (/^h\d$/.test(element) ? [Number(element[1])] : []))
    expect(levels[0]).toBe(1)
    levels.slice(1).forEach((level, index) => expect(level).toBeLessThanOrEqual(levels[index]! + 1))
  })

  test('has every pair with the digits and the interval that its bounds support, and every digit in the CSV', () => {
    const content = sampleContent(four)
    const { distances } = content
    const { texts } = readPage(reportPage(content))
    const csv = texts
      .find((text) => text.startsWith('model,model id,other'))!
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','))
    expect(csv).toHaveLength(6)
    const table = texts.findIndex((text) => text.startsWith('All pairs of models'))
    for (const [one = '', , other = '', , s, low, high] of csv) {
      const [i, j] = [distances.models.indexOf(one), distances.models.indexOf(other)]
      expect([s, low, high].map(Number)).toEqual([
        distances.similarity[i]![j],
        distances.lower[i]![j],
        distances.upper[i]![j],
      ])
      const place = texts.findIndex((text, index) => index > table && text === one && texts[index + 1] === other)
      expect(texts.slice(place + 2, place + 4)).toEqual([
        boundedText({
          value: distances.similarity[i]![j]!,
          lower: distances.lower[i]![j]!,
          upper: distances.upper[i]![j]!,
        }),
        intervalText(distances.lower[i]![j]!, distances.upper[i]![j]!),
      ])
    }
  })

  test('of many models lists the nearest of each instead of all pairs, and stays whole', () => {
    const names = Array.from({ length: 60 }, (_, index) => `model ${String(index)}`)
    const { elements, texts } = readPage(reportPage(sampleContent(names)))
    expect(texts.some((text) => text.startsWith('The 3 models nearest to each.'))).toBe(true)
    expect(elements.filter((element) => element === 'tr').length).toBeLessThan(60 * 3 + 60 * 3 + 40)
    expect(
      texts
        .find((text) => text.startsWith('model,model id,other'))!
        .trim()
        .split('\r\n'),
    ).toHaveLength(1 + (60 * 59) / 2)
  })

  test('an unrooted tree of two models, and a tree without support, are drawn too', () => {
    const content = sampleContent(['a', 'b'])
    for (const rooted of [true, false]) {
      const { texts } = readPage(
        reportPage({ ...content, tree: { ...content.tree, rooted, root: 'none', replicates: 0 } }),
      )
      expect(texts.some((text) => text.includes('No bootstrap was asked for'))).toBe(true)
    }
  })

  test('cites what it used, numbered in the order of citation', () => {
    const content = sampleContent(four)
    const methods = (changes: Partial<typeof content.tree>) =>
      readPage(reportPage({ ...content, sections: ['methods'], tree: { ...content.tree, ...changes } })).texts.join(' ')
    expect(methods({})).toMatch(/Saitou, M\. Nei/)
    expect(methods({})).not.toMatch(/Sokal/)
    expect(methods({ method: 'upgma', replicates: 0 })).toMatch(/Sokal/)
    expect(methods({ method: 'upgma', replicates: 0 })).not.toMatch(/Felsenstein/)
    const numbers = [...new Set([...methods({}).matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number)))]
    // Five works of tree and measure, and the four that the definition of the map names.
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('versions', () => {
  test('say for which models which conditions held, each condition once', () => {
    const content = sampleContent(four, { sections: ['versions'] })
    const models = content.models.map((model, index) => {
      const [environment] = model.probe.environments
      return {
        ...model,
        probe: {
          ...model.probe,
          environments:
            index === 0
              ? [environment!, { ...environment!, device: 'another card' }]
              : index === 3
                ? [{ ...environment!, device: 'another card' }]
                : [environment!],
        },
      }
    })
    const { texts } = readPage(reportPage({ ...content, models }))
    const rows = (title: string) => texts.slice(texts.indexOf(title))
    expect(
      rows('Models')
        .filter((text) => four.includes(text))
        .slice(0, 5),
    ).toEqual(['oak', 'oak-tales', 'fern', 'oak', 'moss'])
    expect(rows('Device').slice(1, 3)).toEqual(['cpu', 'another card'])
    expect(texts).toEqual(expect.arrayContaining(['Cladescope 1.2.3', 'Node 24', 'linux x64', '1.0.0 (b1)']))
    expect(readPage(reportPage(content)).texts).toContain('all')
  })
})

describe('scores', () => {
  const scored = (changes: Partial<ScoreTable['scores'][number]>): ScoreTable['scores'][number] => ({
    id: 's',
    scoredModelId: 'p0',
    benchmark: 'arc',
    metric: 'acc',
    shots: 25,
    value: 0.4123,
    stderr: 0.0143,
    n: 1172,
    source: 'imported',
    sourceDetail: 'leaderboard.csv, column ARC',
    updatedAt: '2026-01-01T00:00:00.000Z',
    remarks: [],
    ...changes,
  })
  const models: ScoreTable['models'] = [
    {
      id: 'p0',
      name: 'Oak',
      aliases: [],
      modelId: 'm0',
      family: null,
      familySource: null,
      importedFamily: null,
      parameters: null,
      tokens: null,
      flops: null,
    },
    {
      id: 'p9',
      name: 'Elsewhere',
      aliases: [],
      modelId: null,
      family: null,
      familySource: null,
      importedFamily: null,
      parameters: null,
      tokens: null,
      flops: null,
    },
  ]

  test('of the compared models stand with their errors and sources; others are left out', () => {
    const scores = {
      models,
      scores: [
        scored({}),
        scored({ source: 'measured', value: 0.42, stderr: null }),
        scored({ scoredModelId: 'p9', value: 0.77 }),
        scored({ benchmark: 'gsm8k', shots: 0, value: 0.01, stderr: 0 }),
      ],
    }
    const { texts } = readPage(reportPage(sampleContent(four, { sections: ['scores'], scores })))
    expect(texts).toEqual(
      expect.arrayContaining([
        'arc',
        'acc, 25 shots',
        '0.412 ± 0.014',
        ' i',
        '0.420',
        ' m',
        '0.0100 ± 0',
        'acc, 0 shots',
      ]),
    )
    expect(texts.join(' ')).not.toContain('0.77')
    expect(texts.some((text) => text.includes('3 compared models have none.'))).toBe(true)
  })

  test('carry what must be known of their runs, each sentence once with the names of the models', () => {
    const remarks = [
      { kind: 'repeated items', about: '2 items of arc', text: 'The same as an earlier one.' },
      { kind: 'sittings', text: 'Evaluated in more than one sitting.' },
    ] as const
    const content = sampleContent(four, {
      sections: ['scores'],
      scores: {
        models: [models[0]!, { ...models[0]!, id: 'p1', name: 'Tales', modelId: 'm1' }, models[1]!],
        scores: [
          scored({ id: 'run 1 acc', source: 'measured', remarks: [...remarks] }),
          scored({ id: 'run 1 acc_norm', source: 'measured', metric: 'acc_norm', remarks: [...remarks] }),
          scored({ id: 'run 2 acc', source: 'measured', scoredModelId: 'p1', remarks: [remarks[0]] }),
          scored({ id: 'run 3 acc', source: 'measured', scoredModelId: 'p9', remarks: [remarks[0]] }),
        ],
      },
    })
    const said = [
      'oak (2 items of arc), oak-tales (2 items of arc): The same as an earlier one.',
      'oak: Evaluated in more than one sitting.',
    ]
    const { texts } = readPage(reportPage(content))
    expect(texts.slice(texts.indexOf('Before trusting these scores') + 1).slice(0, 2)).toEqual(said)
    expect(remarkTexts({ remarks: reportRemarks(content) })).toEqual(['One thing to know.', ...said])
    expect(remarkTexts({ remarks: reportRemarks({ ...content, sections: ['models'] }) })).toEqual([
      'One thing to know.',
    ])
  })

  test('that are missing are said to be, and what would bring them', () => {
    const { texts } = readPage(reportPage(sampleContent(four, { sections: ['scores'] })))
    expect(texts.some((text) => /None of the compared models has scores.*measured/.test(text))).toBe(true)
  })
})

describe('forecasts', () => {
  const forecast = sampleForecast(four)

  test('stand with intervals, neighbours and the errors of every method; models without a score come first', () => {
    const page = readPage(
      reportPage(
        sampleContent(four, {
          sections: ['forecasts', 'methods'],
          forecasts: [forecast],
          forecastNotes: ['Two more were not forecast.'],
        }),
      ),
    )
    // Beside one another: each model, and the errors by family.
    const captions = page.texts.filter((text) =>
      /^(Forecast and truth|Residuals by family)\. Gaussian process/.test(text),
    )
    expect(captions).toHaveLength(2)
    expect(page.texts).toEqual(expect.arrayContaining(['true arc', 'forecast less true arc']))
    const table = page.texts.slice(
      page.texts.findIndex((text) => text.startsWith('Forecasts by Gaussian process')),
      page.texts.indexOf('All forecasts of this benchmark as CSV'),
    )
    expect(table.indexOf('moss')).toBeLessThan(table.indexOf('known'))
    expect(table).toEqual(
      expect.arrayContaining([
        '0.6',
        '0.4 to 0.8',
        '0.500',
        '0.497 to 0.503',
        '0.50 ± 0.02',
        '0.81',
        'too far',
        'no score',
      ]),
    )
    expect(page.texts).toEqual(
      expect.arrayContaining([
        'arc, acc, 25 shots',
        '0.04 ± 0.03',
        '0.87',
        '100 % of 2',
        ' baseline',
        ' (too few models are scored)',
        'Families are guessed.',
        'Two more were not forecast.',
      ]),
    )
    // What stands at the head of the report is not said again.
    expect(page.texts.filter((text) => text === 'One thing to know.')).toHaveLength(1)
    expect(page.texts.join(' ')).toMatch(/Rasmussen.*Vovk/s)
    const csv = page.texts
      .find((text) => text.startsWith('method,model,'))!
      .trim()
      .split('\r\n')
    expect(csv).toHaveLength(1 + 2 * 4)
    expect(csv).toContain('gp,oak-tales,m1,oak,known,0.5,0.02,0.5,0.497,0.503')
  })

  test('that are missing are said to be', () => {
    const { texts } = readPage(reportPage(sampleContent(four)))
    expect(texts.some((text) => text.startsWith('Nothing was forecast.'))).toBe(true)
    expect(texts.join(' ')).not.toContain('Rasmussen')
  })
})
