import { plural } from '../format/quantity.ts'
import { FieldError } from './field-error.ts'
import { choleskyFactor, solveWithFactor } from '../linear-algebra/positive-definite.ts'

/** Models of one family with their capabilities. */
export interface FamilyCapabilities {
  readonly family: string
  /** Models x components; centred over all models that are to be predicted. */
  readonly capabilities: readonly (readonly number[])[]
}

export interface ModelChoice {
  /** Chosen families, in the order given. */
  readonly families: readonly string[]
  readonly models: number
  /** Tr(S'S (S_M'S_M)^-1): least for the choice whose fits predict all models with the least variance. */
  readonly objective: number
  /** False where the search ended early; the choice is then the best one seen. */
  readonly exact: boolean
}

/**
 * The families whose models, within a budget, give a linear fit the least variance over all models (V-optimality, as in
 * Ruan, Maddison & Hashimoto, arXiv 2405.10938): the least Tr(S'S (S_M'S_M)^-1) over whole families.
 *
 * More models never raise the objective, so the one with all open families in bounds what a partial choice can reach;
 * branches that cannot beat the best choice so far are cut. The search is exact unless it visits more than `visits`
 * partial choices.
 *
 * @param families all families; together they make S
 * @param budget most models to choose
 * @param forced families that are part of every choice
 * @returns undefined where no choice within the budget determines all components
 * @throws RangeError for a forced family that is not there, or forced families beyond the budget
 */
export function chooseModels(
  families: readonly FamilyCapabilities[],
  budget: number,
  forced: readonly string[] = [],
  visits = 200_000,
): ModelChoice | undefined {
  const unknown = forced.find((name) => !families.some(({ family }) => family === name))
  if (unknown !== undefined) throw new FieldError('force', `expected families of the models, found ${unknown}`)
  const items = families.map(({ family, capabilities }, position) => ({
    family,
    position,
    models: capabilities.length,
    gram: gramOf(capabilities),
  }))
  const all = sumOf(items.map(({ gram }) => gram))
  const start = items.filter(({ family }) => forced.includes(family))
  const used = start.reduce((sum, { models }) => sum + models, 0)
  if (used > budget)
    throw new FieldError(
      'budget',
      `expected at least ${plural(used, 'model')}, those of the forced families, found ${budget}`,
    )

  // Families that narrow the fit most come first, so that good choices are met early and more branches are cut.
  const open = items.filter((item) => !start.includes(item) && item.models <= budget - used)
  open.sort((first, second) => trace(second.gram) / second.models - trace(first.gram) / first.models)
  const rest = open.map((_, from) => sumOf(open.slice(from).map(({ gram }) => gram)))
  let best: { chosen: typeof items; models: number; objective: number } | undefined
  let visited = 0
  let exact = true

  const search = (from: number, chosen: typeof items, gram: Matrix | undefined, models: number): void => {
    if (visited >= visits) {
      exact = false
      return
    }
    visited += 1
    const objective = gram === undefined ? Infinity : objectiveOf(all, gram)
    const better = best === undefined ? objective < Infinity : objective < best.objective * (1 - 1e-12)
    if (better) best = { chosen, models, objective }
    for (let next = from; next < open.length; next++) {
      const bound = objectiveOf(all, gram === undefined ? rest[next]! : plus(gram, rest[next]!))
      if (best !== undefined && bound >= best.objective * (1 - 1e-12)) return
      const item = open[next]!
      if (models + item.models > budget) continue
      search(next + 1, [...chosen, item], gram === undefined ? item.gram : plus(gram, item.gram), models + item.models)
    }
  }
  search(0, start, start.length > 0 ? sumOf(start.map(({ gram }) => gram)) : undefined, used)
  if (best === undefined) return undefined
  const chosen = best.chosen.toSorted((first, second) => first.position - second.position)
  return { families: chosen.map(({ family }) => family), models: best.models, objective: best.objective, exact }
}

type Matrix = readonly (readonly number[])[]

/** Sums of squares of models that lie on one line leave a share of this size, or less, by rounding. */
const rounding = 1e-11

/** Tr(all chosen^-1); infinite where the choice does not determine all components. */
export function objectiveOf(all: Matrix, chosen: Matrix): number {
  const factor = choleskyFactor(chosen, rounding)
  if (factor === undefined) return Infinity
  // Column j of chosen^-1 all, of which the trace needs entry j.
  return all.reduce((sum, column, j) => sum + solveWithFactor(factor, column)[j]!, 0)
}

/** S'S. */
export function gramOf(capabilities: Matrix): number[][] {
  const width = capabilities[0]?.length ?? 0
  return Array.from({ length: width }, (_, j) =>
    Array.from({ length: width }, (__, k) => capabilities.reduce((sum, row) => sum + row[j]! * row[k]!, 0)),
  )
}

function plus(first: Matrix, second: Matrix): number[][] {
  return first.map((row, j) => row.map((value, k) => value + second[j]![k]!))
}

function sumOf(matrices: readonly Matrix[]): Matrix {
  return matrices.reduce((sum, matrix) => plus(sum, matrix))
}

function trace(matrix: Matrix): number {
  return matrix.reduce((sum, row, j) => sum + row[j]!, 0)
}
