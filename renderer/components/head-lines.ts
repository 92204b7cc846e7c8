/** Average width of a letter in a column's head, in pixels: that of bold-like text of 12 pixels, rounded up. */
const letterWidth = 6.8
/** Padding of the head and the mark of sorting, in pixels. */
const besideText = 38

/**
 * The width in pixels in which the name of a column stands whole in two lines: names that differ only in their last
 * word are told apart.
 */
export function headWidth(name: string): number {
  const words = name.split(' ')
  const widest = Math.min(
    ...words.map((_, first) => Math.max(words.slice(0, first).join(' ').length, words.slice(first).join(' ').length)),
  )
  return Math.ceil(besideText + letterWidth * widest)
}
