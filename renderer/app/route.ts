/** The place shown, as the address's fragment says it: `#/tree?genome=…&layout=unrooted`. */
interface Route {
  readonly view: string
  readonly settings: Readonly<Record<string, string>>
}

export function parseRoute(fragment: string): Route {
  const text = fragment.replace(/^#?\/?/, '')
  const [view = '', query = ''] = text.split('?', 2)
  return { view, settings: Object.fromEntries(new URLSearchParams(query)) }
}

/** The fragment of a route, without the settings that are empty. The same settings always give the same text. */
export function routeText(view: string, settings: Readonly<Record<string, string | undefined>> = {}): string {
  const query = new URLSearchParams()
  for (const name of Object.keys(settings).sort()) {
    const value = settings[name]
    if (value !== undefined && value !== '') query.set(name, value)
  }
  const text = query.toString()
  return `#/${view}${text === '' ? '' : `?${text}`}`
}
