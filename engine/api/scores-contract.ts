/** Scores: models by benchmarks, typed in, imported or measured here. */
import { z } from 'zod'
import { printableName } from '../../core/format/printable.ts'
import { countRange } from '../../core/scaling/training-compute.ts'
import { mostTableColumns } from '../../core/table/csv-table.ts'
import { call, identifier, nameText, nothing } from './call.ts'
import { familySource } from './family-contract.ts'
import { removalGroup, removedAnswer } from './removals-contract.ts'
import { modelRemark } from './remark-contract.ts'

const name = nameText(200)

/** A title or name of a table as it stands; as long as a cell may be. */
export const titleText = z.string().max(65_536)

/** One column of a table of scores. */
export const scoreColumn = z.object({ benchmark: titleText, metric: titleText, shots: z.number().int().nullable() })

/**
 * A model that has scores. It need not be in the library: published results name models that are not here. Where it is
 * matched with a model of the library, `modelId` names it.
 */
const scoredModel = z.object({
  id: identifier,
  name: z.string(),
  aliases: z.array(z.string()),
  modelId: identifier.nullable(),
  /**
   * That of the library's model where it is matched with one, else as given with the scores; null where nothing is
   * known.
   */
  family: z.string().nullable(),
  familySource: familySource.nullable(),
  /** As the table of scores gave it, or as it was typed in for a model that is not in the library. */
  importedFamily: z.string().nullable(),
  /** Number of weights. */
  parameters: z.number().nullable(),
  /** Training tokens. */
  tokens: z.number().nullable(),
  /** Training compute in floating-point operations (about 6 x parameters x tokens). */
  flops: z.number().nullable(),
})

const scoreSource = z.enum(['typed', 'imported', 'measured'])

/** One cell of the table. A model has at most one value per benchmark, metric, shots and source. */
const score = z.object({
  id: identifier,
  scoredModelId: identifier,
  benchmark: z.string(),
  /** `acc`, `acc_norm`, `acc_bytes`, `mc1`, `mc2`, `bits_per_byte`, or the name an import gave it. */
  metric: z.string(),
  shots: z.number().int().nullable(),
  /** Accuracies as fractions, 0 to 1. */
  value: z.number(),
  stderr: z.number().nullable(),
  /** Items it was measured on. */
  n: z.number().int().nullable(),
  source: scoreSource,
  /** File and column of an import, settings of a measurement. */
  sourceDetail: z.string(),
  updatedAt: z.string(),
  /** What must be known beside a measured one, of the model's file and of the run; none beside others. */
  remarks: z.array(modelRemark),
})

const scoreTable = z.object({ models: z.array(scoredModel), scores: z.array(score) })

/** How numbers are meant: 0 to 1, 0 to 100, or neither (a perplexity, a rating). */
const scoreScale = z.enum(['fraction', 'percent', 'raw'])

/** A score to be typed in. The model is named by a scored model's name or alias, or is new. */
const typedScore = z.object({
  model: name,
  benchmark: name,
  metric: name,
  shots: z.number().int().min(0).max(1000).nullable(),
  value: z.number(),
  stderr: z.number().min(0).nullable(),
  /** Percent is divided by 100; without a scale, a value that stands apart from the stored ones is refused. */
  scale: scoreScale.optional(),
})

// ---------------------------------------------------------------- import

/** What a column of an imported table says of a model, or of the scores in another column. */
const columnRole = z.enum(['model', 'family', 'parameters', 'tokens', 'flops', 'score', 'stderr', 'items', 'ignored'])

/** Roles as readers see them. */
export const columnRoleWords: Readonly<Record<z.output<typeof columnRole>, string>> = {
  model: 'name of the model',
  family: 'family',
  parameters: 'weights',
  tokens: 'tokens of training',
  flops: 'FLOPs of training',
  score: 'score',
  stderr: 'standard error',
  items: 'number of items',
  ignored: 'left out',
}

const importColumn = z.object({
  title: z.string(),
  role: columnRole,
  /**
   * How many weights, tokens or operations one unit of a `parameters`, `tokens` or `flops` column is, e.g. 1e9 for
   * billions.
   */
  unit: z.number().positive(),
  /**
   * Of a `score` column: `percent` values are divided by 100, the others taken as they stand; fractions beyond 1 are
   * refused. Null: by titles and numbers, where these allow one scale only.
   */
  scale: scoreScale.nullable(),
  /** Of a `score` column: the name of the benchmark; by default the title. */
  benchmark: z.string().trim().max(200).transform(printableName),
  metric: name,
  shots: z.number().int().min(0).max(1000).nullable(),
  /** Of a `stderr` or `items` column: the title of the score that it tells of; where that is none it is left out. */
  of: z.string().nullable(),
})

/** A table as text, read by whoever picked the file. */
const tableText = z.object({ fileName: name, text: z.string().max(16 * 2 ** 20) })

/** A way to read the columns whose scale is not clear, with what it makes of a cell. */
const scaleReading = z.object({
  name: z.enum(['percent', 'fraction', 'by-column', 'raw']),
  text: z.string(),
  scales: z.array(z.object({ title: z.string(), scale: scoreScale })),
})

/** How a name was found to mean a model of the library. */
const matchReason = z.enum(['matched', 'name', 'declared name', 'alias', 'file name', 'similar name'])

const importPreview = z.object({
  columns: z.array(
    importColumn.extend({ filled: z.number().int(), least: z.number().nullable(), greatest: z.number().nullable() }),
  ),
  /** Rows below the titles, and the first few of them. */
  rows: z.number().int(),
  firstRows: z.array(z.array(z.string())),
  models: z.array(
    z.object({
      name: z.string(),
      /** The scored model that the row will update; null: it is new. */
      scoredModelId: identifier.nullable(),
      /** A model of the library that the row may mean. */
      modelId: identifier.nullable(),
      modelName: z.string().nullable(),
      reason: matchReason.nullable(),
    }),
  ),
  scores: z.number().int(),
  /** How many of them have a standard error, and a number of items. */
  withStderr: z.number().int(),
  withItems: z.number().int(),
  /** Where the scale of columns is not clear, the ways to read them, of which one must be chosen; else empty. */
  readings: z.array(scaleReading),
  /** What must be known of how the table was read. */
  notes: z.array(z.string()),
  /** Why the table cannot be imported under this mapping; at most 50. */
  problems: z.array(z.object({ line: z.number().int(), column: z.string(), message: z.string() })),
})

/** A scored model and the model of the library that it may be. */
const proposedMatch = z.object({
  scoredModelId: identifier,
  scoredModelName: z.string(),
  modelId: identifier,
  modelName: z.string(),
  reason: matchReason,
})

/** Of parameters, tokens or operations. */
const count = z.number().min(countRange.least).max(countRange.most)

export const scoresCalls = {
  'scores.table': call(nothing, scoreTable),
  /** Writes over a typed score of the same model, benchmark, metric and shots. */
  'scores.set': call(typedScore, score),
  'scores.remove': call(z.object({ scoreId: identifier, group: removalGroup }), removedAnswer),
  /** Changes what is known of a scored model; absent fields stay. */
  'scores.describeModel': call(
    z.object({
      scoredModelId: identifier,
      name: name.optional(),
      aliases: z.array(name).max(50).optional(),
      family: name.nullable().optional(),
      parameters: count.nullable().optional(),
      tokens: count.nullable().optional(),
      flops: count.nullable().optional(),
    }),
    scoredModel,
  ),
  'scores.removeModel': call(z.object({ scoredModelId: identifier, group: removalGroup }), removedAnswer),
  /**
   * Reads a CSV table without storing anything; without `columns`, what they mean is guessed from titles and values.
   */
  'scores.previewImport': call(
    tableText.extend({ columns: z.array(importColumn).max(mostTableColumns).optional() }),
    importPreview,
  ),
  /**
   * Stores all scores of a table or, where one cell is no number, none. `matches` names models of the library by the
   * table's names. With an operation name: progress as `operation` events, cancelled by `operations.cancel`; then
   * nothing is stored.
   */
  'scores.import': call(
    tableText.extend({
      operation: identifier.optional(),
      columns: z.array(importColumn).min(1).max(mostTableColumns),
      matches: z.array(z.object({ name: z.string(), modelId: identifier })).max(10_000),
    }),
    z.object({
      models: z.number().int(),
      newModels: z.number().int(),
      scores: z.number().int(),
      matched: z.number().int(),
      notes: z.array(z.string()).optional(),
    }),
  ),
  'scores.proposeMatches': call(nothing, z.array(proposedMatch)),
  'scores.match': call(
    z.object({
      matches: z
        .array(z.object({ scoredModelId: identifier, modelId: identifier.nullable() }))
        .min(1)
        .max(10_000),
    }),
    z.array(scoredModel),
  ),
} as const

/** The id of the run that measured a score; null where it came otherwise. */
export function measuringRun({ id, source }: Pick<Score, 'id' | 'source'>): string | null {
  return source === 'measured' ? (/^run (\d+) /.exec(id)?.[1] ?? null) : null
}

export type ScoredModel = z.output<typeof scoredModel>
export type Score = z.output<typeof score>
export type ScoreTable = z.output<typeof scoreTable>
export type ColumnRole = z.output<typeof columnRole>
export type ImportColumn = z.output<typeof importColumn>
export type ImportPreview = z.output<typeof importPreview>
export type ScaleReading = z.output<typeof scaleReading>
export type MatchReason = z.output<typeof matchReason>
export type ProposedMatch = z.output<typeof proposedMatch>
