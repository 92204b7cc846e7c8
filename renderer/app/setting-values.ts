/** Values of a view's settings as the address holds them: texts that may be absent or make no sense. */

export function oneOf<T extends string>(value: string | undefined, choices: readonly [T, ...T[]]): T {
  return choices.find((choice) => choice === value) ?? choices[0]
}

export function whole(value: string | undefined, fallback: number, least: number, most: number): number {
  return value !== undefined && /^\d+$/.test(value) ? Math.min(most, Math.max(least, Number(value))) : fallback
}

export function real(value: string | undefined, fallback: number, least: number, most: number): number {
  const number = value === undefined || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : fallback
}

/** A list of names as one value; empty where there are none. */
export function namesText(names: readonly string[]): string {
  return names.length === 0 ? '' : JSON.stringify(names)
}

export function namesIn(text: string | undefined): string[] {
  if (text === undefined) return []
  try {
    const names = JSON.parse(text) as unknown
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
  } catch {
    return []
  }
}
