import type { z } from 'zod'
import type { Scene } from '../../core/scene/scene.ts'
import type { NumberTable } from '../../core/table/number-table.ts'
import { call, identifier } from '../api/call.ts'
import type { SourceName, Sources } from './sources.ts'

/** What a computation is given to stay polite. */
export interface Work {
  /** Tells how far it is. `step`, `unit`: where they are not those of the analysis. */
  readonly progress: (done: number, total: number, step?: string, unit?: string) => void
  /** To be awaited between steps: other calls get their turn, and a cancelled computation ends here. */
  readonly giveTurn: () => Promise<void>
}

export interface Definition<
  Name extends string,
  Source extends SourceName,
  Shape extends z.ZodRawShape,
  Answer extends z.ZodType,
  Id extends string,
> {
  /** Name of the call in the Api. */
  readonly name: Name
  readonly of: Source
  /** With defaults, limits and descriptions; the command's options and the settings in the address follow from it. */
  readonly request: z.ZodObject<Shape>
  readonly answer: Answer
  /** What its progress counts, as a plural. */
  readonly unit: string
  /** What a step is, for its progress. */
  readonly step: string
  /** True: it is computed in a thread, which is ended where it is cancelled. */
  readonly inThread: boolean
  /** Throws ApiError or RangeError where what is asked for cannot be computed. */
  readonly compute: (
    data: Sources[Source],
    request: z.output<z.ZodObject<Shape>>,
    work: Work,
  ) => z.output<Answer> | Promise<z.output<Answer>>
  /** How it is shown where nothing was written for it: as command, view and section of the report. */
  readonly shown?: Shown<z.output<Answer>, Id>
}

/** The size of a drawing, and what is known of the models in it. */
interface Look {
  readonly width: number
  readonly height: number
  /** Colour group by the id of a model; models that are not in it have the colour of the missing. */
  readonly groups: ReadonlyMap<string, string | null>
  /** Where a model's mark leads, as an address's fragment. */
  readonly linkOf?: (modelId: string) => string
}

/**
 * The entries of the navigation that take further analyses as tabs: how models are related by behaviour and by weights,
 * how good they are, what a larger model would do.
 */
export type NavigationEntry = 'distances' | 'lineage' | 'scores' | 'forecast'

export interface Shown<Answer, Id extends string = string> {
  /** Name of the command, of the view in the address, and of the report's section. */
  readonly id: Id
  readonly title: string
  /** One sentence without its end: the command's help and the view's head. */
  readonly summary: string
  /** Path data of a line icon of 16 units. */
  readonly icon: string
  /** The entry of the navigation that its view is a tab of, by the question that it answers. */
  readonly entry: NavigationEntry
  /** Fewest models that make sense. */
  readonly fewest: number
  /** How it was made and how good it is, in sentences: below the title, in files and in the report. */
  readonly caption: (answer: Answer) => string
  readonly scene: (answer: Answer, look: Look) => Scene
  /** With every digit, for files. */
  readonly table: (answer: Answer) => NumberTable
  /** The same for reading, with the digits that hold; all columns but the first are numbers. */
  readonly text: (answer: Answer) => NumberTable
  /** The drawing in characters, for a terminal of so many columns. */
  readonly terminal: (answer: Answer, columns: number) => string
  /** Its part of the report's methods. */
  readonly methods: (answer: Answer) => MethodsText
}

interface MethodsText {
  readonly paragraphs: readonly string[]
  /** One formula a line. */
  readonly formulas: readonly string[]
  /** Works that the paragraphs rest on. */
  readonly references: readonly string[]
}

type WithOperation<Shape extends z.ZodRawShape> = z.ZodObject<Shape & { operation: z.ZodOptional<typeof identifier> }>

/** The definition with its entry in the Api's contract. */
export function defineAnalysis<
  const Name extends string,
  Source extends SourceName,
  Shape extends z.ZodRawShape,
  Answer extends z.ZodType,
  const Id extends string = never,
>(definition: Definition<Name, Source, Shape, Answer, Id>) {
  const operation = identifier.optional()
  return {
    ...definition,
    /** With an operation name: progress as `operation` events, cancelled by `operations.cancel`. */
    call: call(definition.request.extend({ operation }) as unknown as WithOperation<Shape>, definition.answer),
  }
}
