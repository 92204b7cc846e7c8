/**
 * Whether the first column of a table is the index that pandas writes beside it: whole numbers, each one more than the
 * one before.
 */
export function isPandasIndex(title: string, cells: readonly string[]): boolean {
  if (!/^(|Unnamed: 0)$/.test(title) || cells.length === 0 || !cells.every((cell) => /^\d+$/.test(cell))) return false
  return cells.every((cell, index) => Number(cell) === Number(cells[0]) + index)
}
