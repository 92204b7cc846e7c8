import { deviceText, weightsEvaluated } from '../../core/format/environment-text.ts'
import { plural } from '../../core/format/quantity.ts'
import { html, named, type Markup } from './markup.ts'
import type { ReportContent, ReportedModel } from './report-content.ts'
import { facts, table } from './table.ts'

type Environment = ReportedModel['probe']['environments'][number]

/** What made this report, and under which conditions the genes were evaluated. */
export function versionsSection({ program, models }: ReportContent): Markup {
  const conditions = new Map<string, { readonly environment: Environment; readonly names: string[] }>()
  for (const { model, probe } of models) {
    for (const environment of probe.environments) {
      const key = JSON.stringify(Object.entries(environment).sort())
      const same = conditions.get(key)
      if (same === undefined) conditions.set(key, { environment, names: [model.name] })
      else same.names.push(model.name)
    }
  }
  const all = [...conditions.values()]
  const chunks = Array.from({ length: Math.ceil(all.length / columnsInTable) }, (_, index) =>
    all.slice(index * columnsInTable, (index + 1) * columnsInTable),
  )
  return html`${facts([
    ['Report by', `Cladescope ${program.version}`],
    ['Runtime', program.runtime],
    ['System', program.platform],
  ])}${chunks.map((chunk, index) =>
    table(
      index === 0
        ? 'Conditions under which the genes were evaluated, as stored with each result.'
        : 'Conditions, continued.',
      [
        { title: 'Condition' },
        ...chunk.map((_, position) => ({ title: String(index * columnsInTable + position + 1) })),
      ],
      [
        [
          'Models',
          ...chunk.map(({ names }) =>
            names.length === models.length
              ? 'all'
              : names.map((name, position) => html`${position === 0 ? null : ', '}${named(name)}`),
          ),
        ],
        ...rows.map(([title, read]) => [title, ...chunk.map(({ environment }) => read(environment))]),
      ],
    ),
  )}`
}

const columnsInTable = 3

const rows: readonly (readonly [string, (environment: Environment) => string])[] = [
  ['Library', ({ library, build }) => `${library} (${build})`],
  ['Source', ({ source }) => source],
  ['Backend', ({ backend }) => backend],
  ['Device', deviceText],
  ['Weights', weightsEvaluated],
  ['Keys / values', ({ keyType, valueType }) => `${keyType} / ${valueType}`],
  ['Flash attention', ({ flashAttention }) => (flashAttention ? 'on' : 'off')],
  [
    'Batch',
    ({ batchTokens, computedTokens }) =>
      `${plural(batchTokens, 'token')}${computedTokens === undefined ? '' : `, ${String(computedTokens)} at a time`}`,
  ],
  ['Threads / sequences', ({ threads, sequences }) => `${String(threads)} / ${String(sequences)}`],
  ['Processor', ({ system }) => system],
]
