import { fixed } from './interval.ts'

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes in decimal units with three significant digits: `940 B`, `1.05 MB`, `14.2 GB`. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? String(value) : threeDigits(value)} ${byteUnits[unit] ?? ''}`
}

const countUnits = ['', 'k', 'M', 'B', 'T'] as const

/** A count of weights, as the field writes it: `382 k`, `7.24 B`. */
export function weightsText(count: number): string {
  const { value, unit } = inCountUnits(count)
  return unit === '' ? String(value) : `${threeDigits(value)} ${unit}`
}

/** The same for a round count, with as few digits as it has: `480 k`, `1.5 B`. */
export function roundWeightsText(count: number): string {
  const { value, unit } = inCountUnits(count)
  const digits = value < 1e6 ? String(Number(value.toPrecision(12))) : significant(value)
  return unit === '' ? digits : `${digits} ${unit}`
}

function inCountUnits(count: number): { readonly value: number; readonly unit: string } {
  let value = count
  let unit = 0
  while (value >= 999.5 && unit < countUnits.length - 1) {
    value /= 1000
    unit++
  }
  return { value, unit: countUnits[unit] ?? '' }
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0)
  if (value >= 9.995) return value.toFixed(1)
  return value.toFixed(2)
}

/** Whole numbers with thin groups: `12 345`. */
export function countText(count: number): string {
  const digits = Math.abs(Math.round(count)).toString()
  const grouped = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, '\u202f') : digits
  return count < 0 ? `−${grouped}` : grouped
}

/** `1 model`, `2 models`. */
export function plural(count: number, singular: string, many = `${singular}s`): string {
  return `${countText(count)} ${count === 1 ? singular : many}`
}

/** A duration for a reader who waits: `8 s`, `2 min 05 s`, `3 h 12 min`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 1) return 'under 1 s'
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** The time that something will still take: `about 8 s left`, `under 1 s left`. */
export function timeLeftText(milliseconds: number): string {
  const duration = durationText(milliseconds)
  return `${duration.startsWith('under') ? '' : 'about '}${duration} left`
}

/** Significant digits, plain where that stays short and with an exponent elsewhere: `0.0012`, `4.1e−7`. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0'
  if (!Number.isFinite(value)) return fixed(value, 0)
  // Of the rounded value: 0.9996 is 1.00, not 1.000.
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))))
  if (exponent >= -4 && exponent < 6) return fixed(value, Math.max(0, digits - 1 - exponent))
  const [mantissa = '', power = ''] = value.toExponential(digits - 1).split('e')
  return `${mantissa.replace('-', '−')}e${power.replace('+', '').replace('-', '−')}`
}

/** A share in percent without decimals; never `0 %` or `100 %` for what is only nearly none or all. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %'
  if (share < 1 && share > 0.99) return '99 %'
  return `${Math.round(share * 100)} %`
}

/** A share that somebody chose, such as the level of an interval, with the digits it was chosen with: `99.5 %`. */
export function levelText(share: number): string {
  return `${Number((100 * share).toPrecision(12))} %`
}
