/**
 * A map in characters: each point as its number, counted from 1, on one scale in both directions (a character is taken
 * to be twice as high as wide). Where two would overlap the later one moves to the next free place of its line.
 *
 * @param points [x, y], y upwards
 * @param columns width in characters, at least 20
 */
export function textMap(points: readonly (readonly number[])[], columns: number): string {
  const ends = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis] ?? 0)
    return [Math.min(...values), Math.max(...values)] as const
  })
  const [[left, right], [low, high]] = ends as [readonly [number, number], readonly [number, number]]
  const number = String(points.length).length
  const columnsLeft = Math.max(20, columns) - number - 1
  const mostLines = 24
  const scale = Math.min(columnsLeft / (right - left || 1), (2 * (mostLines - 1)) / (high - low || 1))
  const lines: string[][] = Array.from({ length: Math.round(((high - low) * scale) / 2) + 1 }, () => [])
  points.forEach(([x = 0, y = 0], index) => {
    const text = String(index + 1)
    const line = lines[Math.round(((high - y) * scale) / 2)]!
    let at = Math.round((x - left) * scale)
    while ([...text, ' '].some((_, offset) => isTaken(line[at + offset])) || isTaken(line[at - 1])) at++
    for (const [offset, character] of [...text].entries()) line[at + offset] = character
  })
  return lines
    .map(
      (line) =>
        `${Array.from(line, (character) => character ?? ' ')
          .join('')
          .trimEnd()}\n`,
    )
    .join('')
}

function isTaken(character: string | undefined): boolean {
  return character !== undefined && character !== ' '
}
