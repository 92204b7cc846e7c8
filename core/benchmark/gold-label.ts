import type { BenchmarkRecord } from './record.ts'
import { strip } from './python-text.ts'

/** What an answer names the choices by: "A" or 0 the first (`letters`, `from0`), or "1" or 1 the first (`from1`). */
export type LabelScheme = 'letters' | 'from0' | 'from1'

function choiceIndex(label: unknown, schemes: readonly LabelScheme[]): number | undefined {
  if (typeof label !== 'string' && typeof label !== 'number') return undefined
  const text = typeof label === 'string' ? strip(label) : String(label)
  if (/^[A-Za-z]$/.test(text)) return schemes.includes('letters') ? text.toUpperCase().charCodeAt(0) - 65 : undefined
  if (!/^\d{1,6}$/.test(text)) return undefined
  if (schemes.includes('from0')) return Number(text)
  return schemes.includes('from1') ? Number(text) - 1 : undefined
}

const rangeOf = (scheme: LabelScheme, count: number): string => {
  if (scheme === 'letters') return `A to ${String.fromCharCode(64 + count)}`
  return scheme === 'from0' ? `0 to ${count - 1}` : `1 to ${count}`
}

/**
 * Index of the right choice among `count`, from the field of a record. Labels may be texts or numbers.
 *
 * @throws BenchmarkError for anything that names none of the choices, such as the -1 or "" of a test set without
 *   answers
 */
export function goldIndex(
  record: BenchmarkRecord,
  field: string,
  count: number,
  schemes: readonly LabelScheme[],
): number {
  const label = record.value(field)
  const index = choiceIndex(label, schemes)
  if (index === undefined || index < 0 || index >= count) {
    const forms = schemes.map((scheme) => rangeOf(scheme, count))
    record.refuse(`the right choice in ${field}, ${forms.join(' or ')}`, label)
  }
  return index
}

/**
 * Index of the right choice by the labels that the record itself gives its choices. Where the answer is a letter and
 * the labels are numbers from 1, or the other way round, the position decides.
 */
export function goldAmong(record: BenchmarkRecord, field: string, labels: readonly string[]): number {
  const label = record.value(field)
  const text = typeof label === 'number' ? String(label) : typeof label === 'string' ? strip(label) : undefined
  const named = text === undefined ? -1 : labels.map((option) => strip(option)).indexOf(text)
  if (named >= 0) return named
  const index = choiceIndex(label, ['letters', 'from1'])
  const usual = labels.every((option, at) => choiceIndex(option, ['letters', 'from1']) === at)
  if (index === undefined || index < 0 || index >= labels.length || !usual)
    record.refuse(`one of the labels ${labels.join(', ')} in ${field}`, label)
  return index
}
