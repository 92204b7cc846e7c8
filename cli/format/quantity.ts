/** Bytes for a reader, in powers of 1000: `381.6 kB`. */
export function formatBytes(bytes: number): string {
  return `${scaled(bytes, ['', 'k', 'M', 'G', 'T'])}B`
}

/** A count for a reader: `381.6k`, `135M`. */
export function formatCount(count: number): string {
  return scaled(count, ['', 'k', 'M', 'B', 'T']).replace(' ', '')
}

function scaled(value: number, units: readonly string[]): string {
  let index = 0
  let rest = value
  while (rest >= 999.95 && index < units.length - 1) {
    rest /= 1000
    index++
  }
  const digits = index === 0 || Number.isInteger(Number(rest.toFixed(1))) ? rest.toFixed(0) : rest.toFixed(1)
  return `${digits} ${units[index]!}`
}

/** A duration in milliseconds for a reader: `4 s`, `2 min 05 s`, `1 h 12 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/**
 * Decimals that an interval of this width supports: the last digit shown is at least as coarse as the width.
 * `most` decimals where the width is zero.
 */
export function supportedDecimals(width: number, most = 4): number {
  if (!(width > 0)) return Number.isNaN(width) ? 0 : most
  return Math.min(most, Math.max(0, Math.floor(-Math.log10(width))))
}

/** A probability or a bound for a reader: three significant digits, no exponent above 0.001. */
export function formatSmall(value: number): string {
  if (value === 0) return '0'
  return Math.abs(value) >= 1e-3 ? value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))) : value.toExponential(1)
}
