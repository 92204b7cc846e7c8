import { html, named, type Markup } from './markup.ts'
import type { ReportContent } from './report-content.ts'
import { facts, table } from './table.ts'

/** What made this report, and under which conditions the genes were evaluated. */
export function versionsSection({ program, models }: ReportContent): Markup {
  const conditions = new Map<string, { readonly environment: (typeof models)[number]['probe']['environments'][number]; readonly names: string[] }>()
  for (const { model, probe } of models) {
    for (const environment of probe.environments) {
      const key = JSON.stringify(Object.entries(environment).sort())
      const same = conditions.get(key)
      if (same === undefined) conditions.set(key, { environment, names: [model.name] })
      else same.names.push(model.name)
    }
  }
  return html`${facts([
    ['Report by', `Cladescope ${program.version}`],
    ['Runtime', program.runtime],
    ['System', program.platform],
  ])}${table(
    'Conditions under which the genes were evaluated, as stored with each result.',
    [
      { title: 'Library (llama.cpp build)' },
      { title: 'Source' },
      { title: 'Backend, device' },
      { title: 'Weights' },
      { title: 'Keys / values' },
      { title: 'Flash attention' },
      { title: 'Batch / threads / sequences', align: 'right' },
      { title: 'System' },
      { title: 'Models' },
    ],
    [...conditions.values()].map(({ environment, names }) => [
      `${environment.library} (${environment.build})`,
      environment.source,
      `${environment.backend}, ${environment.device}`,
      environment.precision === 'file' ? 'as stored' : environment.precision.toUpperCase(),
      `${environment.keyType} / ${environment.valueType}`,
      environment.flashAttention ? 'on' : 'off',
      `${String(environment.batchTokens)} / ${String(environment.threads)} / ${String(environment.sequences)}`,
      environment.system,
      names.length === models.length ? 'all' : names.flatMap((name, index) => (index === 0 ? [named(name)] : [', ', named(name)])),
    ]),
  )}`
}
