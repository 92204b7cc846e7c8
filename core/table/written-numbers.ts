/** How the numbers of a table are written: which mark stands before the decimals. Null where no number tells. */
export type DecimalMark = '.' | ',' | null

const groupSpaces = /[\u00a0\u202f ']/g
/** A number with a sign, as any language writes it, and a percent sign behind it. */
const number = /^([+\-\u2212]?)((?:\d{1,3}(?:[\u00a0\u202f ']\d{3})+|[\d.,]+)(?:[.,]\d+)?)(e[+-]?\d+)?(\s*%)?$/i
const oneGroup = { ',': /^[1-9]\d{0,2},\d{3}$/, '.': /^[1-9]\d{0,2}\.\d{3}$/ } as const
const groups = { ',': /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/, '.': /^[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$/ } as const
const plain = { '.': /^(?:\d+\.?\d*|\.\d+)$/, ',': /^(?:\d+,?\d*|,\d+)$/ } as const

/**
 * The mark before decimals that the numbers among some cells speak for; null where none does, or where they disagree.
 */
export function decimalMark(cells: Iterable<string>): DecimalMark {
  let point = false
  let comma = false
  for (const cell of cells) {
    if (!/[.,]/.test(cell)) continue
    const digits = digitsOf(cell)
    if (digits === undefined) continue
    // One group of three digits tells nothing: 1,000 is a thousand, or one with three decimals.
    if (oneGroup[','].test(digits) || oneGroup['.'].test(digits)) continue
    if (plain['.'].test(digits) || groups[','].test(digits)) point = true
    else if (plain[','].test(digits) || groups['.'].test(digits)) comma = true
  }
  return point === comma ? null : point ? '.' : ','
}

/**
 * A number as it is written here: decimal point, no marks between thousands, a plain minus. Any other cell, and a
 * number that the mark does not make clear, stays as it is.
 */
export function plainNumber(cell: string, mark: DecimalMark): string {
  const match = number.exec(cell.trim())
  if (match === null) return cell
  const [, sign = '', , exponent = '', percent = ''] = match
  const digits = digitsOf(cell)!
  const minus = sign === '\u2212' ? '-' : sign
  const written = plainDigits(digits, mark)
  return written === undefined ? cell : `${minus}${written}${exponent}${percent.trim()}`
}

/** Whether a text may be a number that is written otherwise than with digits and a decimal point. */
export function isForeignNumber(text: string): boolean {
  return plainNumber(text, ',') !== text || plainNumber(text, '.') !== text
}

function plainDigits(digits: string, mark: DecimalMark): string | undefined {
  if (mark === ',') {
    if (groups['.'].test(digits)) return digits.replaceAll('.', '').replace(',', '.')
    return plain[','].test(digits) ? digits.replace(',', '.') : undefined
  }
  if (plain['.'].test(digits)) return digits
  return mark === '.' && groups[','].test(digits) ? digits.replaceAll(',', '') : undefined
}

function digitsOf(cell: string): string | undefined {
  return number.exec(cell.trim())?.[2]!.replace(groupSpaces, '')
}
