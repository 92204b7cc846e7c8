import type { Family } from '../../core/model/family.ts'
import type { ShownAnswer, ShownId } from '../analyses/all.ts'
import type { CombinedTree } from '../analyses/combined-tree.ts'
import type { Lineage } from '../analyses/lineage.ts'
import type { Distances, GenomeSummary, Tree } from '../api/contract.ts'
import type { Forecast } from '../api/forecast-contract.ts'
import type { ReportSection } from '../api/report-contract.ts'
import type { ScoreTable } from '../api/scores-contract.ts'
import type { StoredModel } from '../store/model-store.ts'
import type { StoredProbe } from '../store/probe-store.ts'

/** A compared model and the probe it is compared by. */
export interface ReportedModel {
  readonly family: Family
  readonly model: Pick<
    StoredModel,
    | 'id'
    | 'name'
    | 'architecture'
    | 'metadata'
    | 'parameters'
    | 'quantization'
    | 'sha256'
    | 'size'
    | 'license'
    | 'declaredBases'
  >
  readonly probe: StoredProbe
}

/** Everything that a report shows; the page is made from this alone. */
export interface ReportContent {
  readonly title: string
  readonly sections: readonly ReportSection[]
  /** ISO 8601, UTC. */
  readonly madeAt: string
  readonly program: { readonly version: string; readonly runtime: string; readonly platform: string }
  /** Name of the database's file, without its folder. */
  readonly database: string
  readonly genome: GenomeSummary
  /** In the order of `distances`. */
  readonly models: readonly ReportedModel[]
  readonly distances: Distances
  readonly tree: Tree
  /** In the place of the tree, where lineages are asked for inside of families. */
  readonly combined: CombinedTree | null
  /** By the weights of those models whose weights are read; null where it is not asked for or too few are. */
  readonly lineage: Lineage | null
  /** Colour group of each model of the library. */
  readonly familyColours: ReadonlyMap<string, string | null>
  /** Answers of the analyses that are shown by their definitions, by the name of the section. */
  readonly analyses: ReadonlyMap<ShownId, ShownAnswer>
  readonly scores: ScoreTable
  /** One per benchmark. */
  readonly forecasts: readonly Forecast[]
  /** What was not forecast, and why. */
  readonly forecastNotes: readonly string[]
}
