import { z } from 'zod'

interface SettingBase {
  /** Name of the field in the request, and in the address of the view. */
  readonly key: string
  /** Name of the command's option. */
  readonly option: string
  readonly title: string
  readonly help: string
}

/** A field of a request that a reader sets: a number within limits, or one of several. */
export type Setting =
  | (SettingBase & {
      readonly kind: 'number'
      readonly isWhole: boolean
      readonly least: number
      readonly most: number
      readonly fallback: number
      /** What one press of an arrow changes. */
      readonly step: number
    })
  | (SettingBase & {
      readonly kind: 'choice'
      readonly choices: readonly { readonly id: string; readonly name: string }[]
      readonly fallback: string
    })

interface FieldSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
  readonly title?: string
  readonly description?: string
  readonly option?: string
  readonly step?: number
  readonly choices?: Readonly<Record<string, string>>
}

/**
 * The settings of an analysis, in the order of its request: each field with a default. `.meta()` gives its title, the
 * words of its choices, and the name of its option where that is another than the field's.
 */
export function settingsOf(request: z.ZodObject): readonly Setting[] {
  const known = knownSettings.get(request)
  if (known !== undefined) return known
  const settings = settingsIn(request)
  knownSettings.set(request, settings)
  return settings
}

/** Schemas do not change, and a view asks at each drawing. */
const knownSettings = new WeakMap<z.ZodObject, readonly Setting[]>()

function settingsIn(request: z.ZodObject): Setting[] {
  const { properties = {} } = z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' }) as {
    readonly properties?: Readonly<Record<string, FieldSchema>>
  }
  return Object.entries(properties).flatMap(([key, field]): Setting[] => {
    const base = { key, option: field.option ?? key, title: field.title ?? key, help: field.description ?? '' }
    if (field.enum !== undefined && typeof field.default === 'string')
      return [
        {
          ...base,
          kind: 'choice',
          choices: field.enum.map((id) => ({ id, name: field.choices?.[id] ?? id })),
          fallback: field.default,
        },
      ]
    if (typeof field.default !== 'number') return []
    return [
      {
        ...base,
        kind: 'number',
        isWhole: field.type === 'integer',
        least: field.minimum ?? -Infinity,
        most: field.maximum ?? Infinity,
        fallback: field.default,
        step: field.step ?? 1,
      },
    ]
  })
}
