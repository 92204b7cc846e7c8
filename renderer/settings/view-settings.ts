import { sharedSettings } from './comparison-settings.ts'
import { names, settingText, words, type Setting, type Settings, type SettingTexts, type ValuesOf } from './setting.ts'

/** The settings of a view: its own, and those of the comparison where it holds them. */
export interface ViewSettings<S extends Settings = Settings> {
  /** First part of the address's fragment. */
  readonly view: string
  readonly settings: S
}

/** What every view keeps. */
const everyView = {
  /** Sections that were opened. */
  open: names(),
  /** The tab chosen, where the view has tabs. */
  part: words(),
  /** Charts whose numbers are shown in their place. */
  tables: names(),
} as const

export type EveryView = ViewSettings<typeof everyView>

/** The one definition of what a view keeps: each setting's name in the address, its usual value and its values. */
export function viewSettings<S extends Settings>(view: string, settings: S): ViewSettings<S & typeof everyView> {
  return { view, settings: { ...everyView, ...settings } }
}

/** New values of settings; undefined makes a setting usual again. */
export type SettingChanges<S extends Settings> = { readonly [Name in keyof S]?: ValuesOf<S>[Name] | undefined }

/** What is kept while other views are shown: the comparison once, the other settings by view. */
export interface KeptSettings {
  /** With what else views hold in common. */
  readonly comparison: SettingTexts
  readonly views: Readonly<Record<string, SettingTexts>>
}

const nothingKept: KeptSettings = { comparison: {}, views: {} }

const shared: ReadonlySet<unknown> = new Set<Setting<unknown>>(Object.values(sharedSettings))

/** All settings of a view, those of the comparison included. */
export function textsOf({ comparison, views }: KeptSettings, { view, settings }: ViewSettings): SettingTexts {
  const ofView = views[view] ?? {}
  return present(settings, (name, setting) => (shared.has(setting) ? comparison[name] : ofView[name]))
}

/** What is kept when an address is arrived at: what it does not name is usual. */
export function keptOnArrival(kept: KeptSettings, { view, settings }: ViewSettings, texts: SettingTexts): KeptSettings {
  const { comparison, views } = kept
  const ofThisView = present(settings, (name, setting) => (shared.has(setting) ? undefined : texts[name]))
  const held = present(sharedSettings, (name, setting) => (settings[name] === setting ? texts[name] : comparison[name]))
  return { comparison: sameOr(comparison, held), views: { ...views, [view]: sameOr(views[view], ofThisView) } }
}

/** What is kept once settings of a view are changed. */
export function keptAfter<S extends Settings>(
  kept: KeptSettings,
  view: ViewSettings<S>,
  changes: SettingChanges<S>,
): KeptSettings {
  const before = textsOf(kept, view)
  const after = present(view.settings, (name, setting) =>
    name in changes ? settingText(setting, changes[name]) : before[name],
  )
  return keptOnArrival(kept, view, after)
}

/** The kept settings from the text that `JSON.stringify` made of them, as far as it is one. */
export function keptFromText(text: string | null): KeptSettings {
  if (text === null) return nothingKept
  try {
    const parsed = JSON.parse(text) as unknown
    if (!isRecord(parsed)) return nothingKept
    const views = isRecord(parsed['views']) ? parsed['views'] : {}
    return {
      comparison: textsIn(parsed['comparison']),
      views: Object.fromEntries(Object.entries(views).map(([view, texts]) => [view, textsIn(texts)])),
    }
  } catch {
    return nothingKept
  }
}

function textsIn(parsed: unknown): SettingTexts {
  if (!isRecord(parsed)) return {}
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function isRecord(parsed: unknown): parsed is Readonly<Record<string, unknown>> {
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
}

function present(
  settings: Settings,
  textOf: (name: string, setting: Setting<unknown>) => string | undefined,
): SettingTexts {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]) => {
      const text = textOf(name, setting)
      return text === undefined || text === '' ? [] : [[name, text] as const]
    }),
  )
}

/** The former texts where they say the same, so that what was read from them stays. */
function sameOr(former: SettingTexts | undefined, texts: SettingTexts): SettingTexts {
  if (former === undefined) return texts
  const names = Object.keys(texts)
  const isSame = names.length === Object.keys(former).length && names.every((name) => former[name] === texts[name])
  return isSame ? former : texts
}
