/** The number that a text writes out, or null. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim().replace('−', '-')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) && Number.isFinite(Number(trimmed))
    ? Number(trimmed)
    : null
}
