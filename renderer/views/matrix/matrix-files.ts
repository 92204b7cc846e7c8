import { csvText } from '../../../core/table/csv-writer.ts'
import type { OrderedMatrix, ShownValue } from '../../../engine/analyses/matrix-drawing.ts'
import { pairColumns, pairCells } from '../../../engine/analyses/pair-table.ts'
import type { TextExport } from '../../figure/figure.tsx'

/** A matrix as text, for other programs, in the order drawn. */
export function matrixFiles({ names, modelIds, pairAt }: OrderedMatrix, shown: ShownValue): readonly TextExport[] {
  const models = names.map((name, index) => ({ name, id: modelIds[index]! }))
  return [
    {
      id: 'csv',
      name: `CSV matrix of the ${shown}`,
      extension: 'csv',
      type: 'text/csv',
      text: () =>
        csvText([
          ['model', ...names],
          ...names.map((name, row) => [name, ...names.map((_, column) => pairAt(row, column)[shown].value)]),
        ]),
    },
    {
      id: 'pairs',
      name: 'CSV of pairs with bounds',
      extension: 'pairs.csv',
      type: 'text/csv',
      text: () =>
        csvText([
          pairColumns,
          ...models.flatMap((model, row) =>
            models.slice(0, row).map((earlier, column) => pairCells(model, earlier, pairAt(row, column))),
          ),
        ]),
    },
  ]
}
