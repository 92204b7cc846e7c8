/** One setting: what it is unless something else was chosen, and how the address spells it. */
export interface Setting<T> {
  readonly usual: T
  /** Undefined where the text makes no sense. */
  read(text: string): T | undefined
  /** An empty text stands for the usual value. */
  write(value: T): string
}

export type Settings = Readonly<Record<string, Setting<unknown>>>

export type ValuesOf<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never
}

/** Settings as texts, by name, as the address holds them; what is usual is absent. */
export type SettingTexts = Readonly<Record<string, string>>

/** The values of texts; what is absent or makes no sense becomes usual. */
export function readSettings<S extends Settings>(settings: S, texts: SettingTexts): ValuesOf<S> {
  const values = Object.entries(settings).map(([name, setting]) => {
    const text = texts[name]
    return [name, text === undefined || text === '' ? setting.usual : (setting.read(text) ?? setting.usual)]
  })
  return Object.fromEntries(values) as ValuesOf<S>
}

/** The text of a value; undefined for what is usual. */
export function settingText<T>(setting: Setting<T>, value: T | undefined): string | undefined {
  if (value === undefined) return undefined
  const text = setting.write(value)
  return text === '' || text === setting.write(setting.usual) ? undefined : text
}

/** One of some words. */
export function choice<const T extends string>(usual: NoInfer<T>, options: readonly T[]): Setting<T> {
  return { usual, read: (text) => options.find((option) => option === text), write: (value) => value }
}

/** Any number of some words, in the order in which they are given here. */
export function someOf<const T extends string>(
  usual: readonly NoInfer<T>[],
  options: readonly T[],
): Setting<readonly T[]> {
  return {
    usual,
    read: (text) => {
      if (text === none) return []
      const words = text.split(',')
      const chosen = options.filter((option) => words.includes(option))
      return chosen.length === 0 ? undefined : chosen
    },
    write: (values) => (values.length === 0 ? none : options.filter((option) => values.includes(option)).join(',')),
  }
}

const none = 'none'

interface NumberRange {
  readonly usual: number
  readonly least: number
  readonly most: number
}

/** A whole number from 0 on; one outside of the range becomes its nearer end. */
export function whole({ usual, least, most }: NumberRange): Setting<number> {
  return {
    usual,
    read: (text) => (/^\d+$/.test(text) ? Math.min(most, Math.max(least, Number(text))) : undefined),
    write: String,
  }
}

/** A number; one outside of the range becomes its nearer end. */
export function real({ usual, least, most }: NumberRange): Setting<number> {
  return {
    usual,
    read: (text) => {
      const number = text.trim() === '' ? Number.NaN : Number(text)
      return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : undefined
    },
    write: String,
  }
}

export function flag(usual: boolean): Setting<boolean> {
  return {
    usual,
    read: (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
    write: (value) => (value ? 'yes' : 'no'),
  }
}

/** Any text; none is the usual one. */
export function words(usual = ''): Setting<string> {
  return { usual, read: (text) => text, write: (value) => value }
}

/** Ids of the engine, which hold no comma. */
export function ids(): Setting<readonly string[]> {
  return { usual: [], read: (text) => text.split(',').filter((id) => id !== ''), write: (values) => values.join(',') }
}

/** Names that may hold anything. */
export function names(): Setting<readonly string[]> {
  return {
    usual: [],
    read: (text) => {
      try {
        const parsed = JSON.parse(text) as unknown
        return Array.isArray(parsed) ? parsed.filter((name) => typeof name === 'string') : undefined
      } catch {
        return undefined
      }
    },
    write: (values) => (values.length === 0 ? '' : JSON.stringify(values)),
  }
}

/** A setting that is null unless chosen: what then holds hangs on the data. */
export function chosen<T>(setting: Setting<T>): Setting<T | null> {
  return {
    usual: null,
    read: (text) => setting.read(text),
    write: (value) => (value === null ? '' : setting.write(value)),
  }
}

export interface Sorting {
  readonly column: string
  readonly direction: 'ascending' | 'descending'
}

/** The column that a table is sorted by, with a minus where it descends. */
export function sortedBy(column: string): Setting<Sorting> {
  return {
    usual: { column, direction: 'ascending' },
    read: (text) =>
      text.startsWith('-')
        ? { column: text.slice(1), direction: 'descending' }
        : { column: text, direction: 'ascending' },
    write: (sorting) => `${sorting.direction === 'descending' ? '-' : ''}${sorting.column}`,
  }
}
