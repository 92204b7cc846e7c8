import type { Lineage, LineageAnswerEdge } from '../../engine/analyses/lineage.ts'
import { nameIn } from '../../engine/analyses/lineage-sentences.ts'

/** An edge of a lineage as one of its two models sees it. */
export interface DescentRow {
  /** The model at the other end. */
  readonly modelId: string
  readonly name: string
  readonly edge: LineageAnswerEdge
}

export interface ModelDescent {
  /** What the model was made from. */
  readonly parents: readonly DescentRow[]
  /** What was made from it. */
  readonly children: readonly DescentRow[]
  /** What it is related to without a direction. */
  readonly related: readonly DescentRow[]
}

/** The edges of a lineage that a model is an end of. */
export function descentOf(lineage: Lineage, modelId: string): ModelDescent {
  const rows = (edges: readonly LineageAnswerEdge[]): DescentRow[] =>
    edges.map((edge) => {
      const otherId = edge.from === modelId ? edge.to : edge.from
      return { modelId: otherId, name: nameIn(lineage, otherId), edge }
    })
  const ofModel = lineage.edges.filter(({ from, to }) => from === modelId || to === modelId)
  return {
    parents: rows(ofModel.filter(({ to, isDirected }) => isDirected && to === modelId)),
    children: rows(ofModel.filter(({ from, isDirected }) => isDirected && from === modelId)),
    related: rows(ofModel.filter(({ isDirected }) => !isDirected)),
  }
}
