import { TableLayout } from 'react-aria-components'

type Part = ReturnType<TableLayout<unknown>['buildTableHeader']>

/**
 * Of a table with a selection box and a name in front of each row: both stay in view while the table scrolls sideways.
 */
export class NamedRowsLayout<Item> extends TableLayout<Item> {
  protected override isStickyColumn({ index }: { readonly index: number }): boolean {
    return index < 2
  }

  protected override buildTableHeader(): Part {
    return unclipped(super.buildTableHeader())
  }

  protected override buildRowGroup(...position: Parameters<TableLayout<Item>['buildRowGroup']>): Part {
    return unclipped(super.buildRowGroup(...position))
  }
}

/** What clips its overflow is what its cells stay in view of, in place of the table. */
function unclipped(part: Part): Part {
  part.layoutInfo.allowOverflow = true
  return part
}
