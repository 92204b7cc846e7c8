/**
 * A text in lines of at most `most` characters, broken at spaces; a word that is longer than a line is broken where the
 * line ends. Nothing is lost but the spaces at the breaks. One empty line for an empty text.
 */
export function wrapText(text: string, most: number): string[] {
  const width = Math.max(1, Math.floor(most))
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (lengthOf(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = piecesOf(word, width)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return [...lines, line]
}

function lengthOf(text: string): number {
  return [...text].length
}

function piecesOf(word: string, width: number): string[] {
  const characters = [...word]
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, index) =>
    characters.slice(index * width, (index + 1) * width).join(''),
  )
}
