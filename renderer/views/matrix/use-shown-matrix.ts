import { useDeferredValue, useMemo, useRef } from 'react'
import { plural } from '../../../core/format/quantity.ts'
import { matrixCellsOf, orderedMatrix, type OrderedMatrix } from '../../../engine/analyses/matrix-drawing.ts'
import type { Distances, Tree } from '../../../engine/api/contract.ts'
import { matchingNames } from '../../figure/matching-names.ts'
import type { ValuesOf } from '../../settings/setting.ts'
import type { matrixView } from './matrix-settings.ts'

type MatrixSettings = Pick<ValuesOf<typeof matrixView.settings>, 'as' | 'show' | 'find'>

export interface MatrixToShow {
  readonly distances: Distances
  /** Its tips are the order of rows and columns. */
  readonly tree: Tree | undefined
  /** Name of the genome. */
  readonly genome: string
  readonly settings: MatrixSettings
  readonly change: (changes: Partial<MatrixSettings>) => void
  readonly isBusy: boolean
}

export interface ShownMatrix extends MatrixToShow {
  readonly matrix: OrderedMatrix
  readonly cells: ReturnType<typeof matrixCellsOf>
  /** Rows whose names were searched for. */
  readonly matches: readonly number[]
  readonly found: ReadonlySet<number>
  /** The next of them each time it is asked for, after the last the first; undefined where there is none. */
  readonly nextFound: () => number | undefined
  readonly title: string
}

/** A matrix in the order that it is shown in, with what of it is searched for. */
export function useShownMatrix(toShow: MatrixToShow): ShownMatrix {
  const { distances, tree, genome, settings } = toShow
  const matrix = useMemo(() => orderedMatrix(distances, tree), [distances, tree])
  const cells = useMemo(() => matrixCellsOf(matrix, settings.show), [matrix, settings.show])
  // Typing is not held up by what it marks.
  const search = useDeferredValue(settings.find)
  const matches = useMemo(() => matchingNames(matrix.names, search), [matrix, search])
  const found = useMemo(() => new Set(matches), [matches])
  const lastFound = useRef(-1)
  const nextFound = () => {
    const next = matches.find((row) => row > lastFound.current) ?? matches[0]
    lastFound.current = next ?? -1
    return next
  }
  const title = `${cells.legend.title} of ${plural(matrix.names.length, 'model')}, genome ${genome}`
  return { ...toShow, matrix, cells, matches, found, nextFound, title }
}
