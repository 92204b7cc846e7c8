import { JsonError } from '../csv-error.ts'
import { type CsvTable, type MeasuredColumn, shown } from '../csv-table.ts'
import { plural } from '../../format/quantity.ts'
import { scaleInTitle } from '../score-scale.ts'
import { detailTitle } from '../score-detail.ts'

/** Metrics that lm-eval gives as fractions. F1 may be either, and exact match is percent of some tasks. */
const fractionMetric = /(?:^|_)(?:acc|accuracy|exact_match|mc[12]|pass@\d+)(?:$|[_ ])/

/** Exact matches, one for each way in which answers are filtered. */
const matchMetric = /^exact_match$/

const wanted = 'a CSV table, or the results of lm-eval in JSON'

/**
 * The results of lm-eval (Gao and others, lm-evaluation-harness), one model's, as a table of one row: a column for each
 * task and metric, in their own units, and beside it its standard error and number of items where they are given. The
 * tasks of a group that has a score are left out.
 *
 * @param text JSON with an object `results`
 * @throws JsonError where it is no such JSON, names no model or has no score
 */
export function lmEvalResults(text: string): CsvTable {
  const document = recordOf(parsed(text))
  const results = recordOf(document?.['results'])
  if (document === undefined || results === undefined)
    throw new JsonError([], wanted, document === undefined ? 'JSON that is no object' : 'JSON without "results"')
  const config = recordOf(document['config'])
  const model = modelName(document, config)
  if (model === undefined)
    throw new JsonError([], 'the name of the model in "model_name" or "config"', 'results that name none')
  const parts = partsOfGroups(document, results)
  const shots = recordOf(document['n-shot']) ?? {}
  const measured = new Map<string, MeasuredColumn>()
  const cells = new Map<string, string>()
  const keys = new Map<string, string>()
  const itemsOf = itemCounts(document)
  for (const [key, entry] of Object.entries(results)) {
    const lighteval = document['config_general'] === undefined ? undefined : lightevalTask(key)
    if (parts.has(key) || lighteval === null) continue
    const task = lighteval?.task ?? key
    const metrics = recordOf(entry) ?? {}
    const items = itemsOf(key)
    for (const [measure, value] of Object.entries(metrics)) {
      const [name = '', filter = 'none'] = measure.split(',')
      if (typeof value !== 'number' || !Number.isFinite(value) || notMetrics.test(name)) continue
      const metric = filter === 'none' ? name : `${name} (${filter})`
      const title = `${task}: ${metric}`.trim()
      const before = keys.get(title)
      if (before !== undefined) {
        throw new JsonError(
          ['results', key, measure],
          `each metric of a task once`,
          `${shown(before)} and ${shown(`${key}: ${measure}`)}, which both are ${shown(title)}`,
        )
      }
      keys.set(title, `${key}: ${measure}`)
      const isPercent = matchMetric.test(name) && hasPercent(metrics)
      const isFraction = !isPercent && fractionMetric.test(name)
      if (isFraction && Math.abs(value) > 1)
        throw new JsonError(['results', key, measure], 'a fraction, at most 1', String(value))
      if (isPercent && Math.abs(value) > 100)
        throw new JsonError(['results', key, measure], 'a fraction, at most 1, or percent, at most 100', String(value))
      cells.set(title, String(value))
      const stderr = metrics[standardErrorKey(measure)]
      if (typeof stderr === 'number') cells.set(detailTitle('stderr', title), String(stderr))
      if (items !== undefined) cells.set(detailTitle('items', title), String(items))
      const taskShots = lighteval?.shots ?? shots[key]
      measured.set(title, {
        benchmark: task,
        metric,
        ...(isCount(taskShots) ? { shots: taskShots } : {}),
        scale: isPercent ? 'percent' : isFraction || isLikeFraction(metric, value, stderr) ? 'fraction' : 'raw',
      })
    }
  }
  if (measured.size === 0) throw new JsonError(['results'], 'scores', 'none')
  const size = config?.['model_num_parameters']
  const hasSize = typeof size === 'number' && size > 0
  return {
    columns: ['Model', ...(hasSize ? ['Parameters'] : []), ...cells.keys()],
    rows: [{ line: 1, cells: [model, ...(hasSize ? [String(size)] : []), ...cells.values()] }],
    notes: [
      `Read as results of lm-eval: model ${JSON.stringify(model)}, ${plural(measured.size, 'score')} as they stand.`,
      ...(parts.size === 0 ? [] : [`Left out as parts of a group that has a score: ${plural(parts.size, 'task')}.`]),
    ],
    measured,
  }
}

/**
 * The task and shots in a key of LightEval's results, `suite|task|shots`; null for its means over tasks, undefined for
 * any other key.
 */
function lightevalTask(key: string): { readonly task: string; readonly shots: number } | null | undefined {
  if (key === 'all') return null
  const [, task, shots] = /^[^|]+\|([^|]+)\|(\d+)(?:\|\d+)?$/.exec(key) ?? []
  if (task === undefined) return undefined
  return /(?:^|:)_average$/.test(task) ? null : { task, shots: Number(shots) }
}

/** Whether the exact matches of a task are percent: one of them at least is above 1. */
function hasPercent(metrics: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(metrics).some(
    ([measure, value]) => matchMetric.test(measure.split(',')[0]!) && typeof value === 'number' && value > 1,
  )
}

/** Where the standard error of a metric stands: `acc,none` has `acc_stderr,none`. */
function standardErrorKey(measure: string): string {
  const comma = measure.indexOf(',')
  return comma < 0 ? `${measure}_stderr` : `${measure.slice(0, comma)}_stderr${measure.slice(comma)}`
}

/**
 * How many items a task was measured on, as the versions of lm-eval tell it, and a group on those of its tasks;
 * undefined where it is not known of all of them.
 */
function itemCounts(document: Readonly<Record<string, unknown>>): (task: string) => number | undefined {
  const known = new Map<string, number | undefined>()
  const told = (task: string): number | undefined => {
    const metrics = recordOf(recordOf(document['results'])?.[task])
    const counts = recordOf(recordOf(document['n-samples'])?.[task])
    const all = [counts?.['effective'], metrics?.['samples'], metrics?.['sample_len'], metrics?.['sample_count']]
    return all.find((value) => typeof value === 'number')
  }
  const itemsOf = (task: string): number | undefined => {
    if (known.has(task)) return known.get(task)
    // A group that is part of itself has no number.
    known.set(task, undefined)
    const parts = recordOf(document['group_subtasks'])?.[task]
    const ofParts = Array.isArray(parts)
      ? parts.map((part) => (typeof part === 'string' ? itemsOf(part) : undefined))
      : []
    const sum = ofParts.every((items) => items !== undefined) ? ofParts.reduce((left, right) => left + right, 0) : 0
    known.set(task, told(task) ?? (sum > 0 ? sum : undefined))
    return known.get(task)
  }
  return itemsOf
}

/** Whether a number of a metric that is not known may be a fraction, whose standard error is at most .5. */
function isLikeFraction(metric: string, value: number, stderr: unknown): boolean {
  return Math.abs(value) <= 1 && !(Number(stderr) > 0.5) && scaleInTitle(metric) !== 'raw'
}

/** Shots that a score can have; what else stands there is not known. */
function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1000
}

/** What stands among the metrics of a task and is none. */
const notMetrics = /_stderr$|^(?:alias|sample_len|sample_count|samples)$/

function modelName(
  document: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const given = config?.['model_args']
  const fields = recordOf(given) ?? {}
  const inText = typeof given === 'string' ? /(?:^|,)(?:pretrained|model)=([^,]+)/.exec(given)?.[1] : undefined
  const candidates = [
    document['model_name'],
    recordOf(document['config_general'])?.['model_name'],
    fields['pretrained'],
    fields['model'],
    inText,
  ]
  return candidates.find((name): name is string => typeof name === 'string' && name.trim() !== '')?.trim()
}

/** Tasks below a group that has results of its own. */
function partsOfGroups(
  document: Readonly<Record<string, unknown>>,
  results: Readonly<Record<string, unknown>>,
): Set<string> {
  const groups = recordOf(document['group_subtasks']) ?? {}
  const parts = new Set<string>()
  for (const [group, tasks] of Object.entries(groups)) {
    const hasScore = Object.entries(recordOf(results[group]) ?? {}).some(
      ([key, value]) => typeof value === 'number' && !notMetrics.test(key.split(',')[0]!),
    )
    if (!hasScore || !Array.isArray(tasks)) continue
    for (const task of tasks) if (typeof task === 'string' && Object.hasOwn(results, task)) parts.add(task)
  }
  return parts
}

/** What Python's json writes for numbers that JSON does not have. */
const pythonNumbers = /([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g

function parsedAsPython(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse(text.replace(pythonNumbers, '$1null'))
  }
}

function parsed(text: string): unknown {
  try {
    return parsedAsPython(text)
  } catch (error) {
    throw new JsonError(
      [],
      wanted,
      `JSON that cannot be read (${error instanceof Error ? error.message : String(error)})`,
    )
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}
