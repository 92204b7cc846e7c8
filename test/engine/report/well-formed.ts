/** An element or a text of a page, in the order of the page. */
export interface Page {
  /** Names of all elements, in order. */
  readonly elements: readonly string[]
  /** All attributes as `element attribute=value`, decoded. */
  readonly attributes: readonly string[]
  /** The text between tags, decoded, in order; white space alone is left out. */
  readonly texts: readonly string[]
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#160': '\u00a0',
}

/**
 * Reads a page as XML without namespaces, strictly: throws where a tag is not closed in order, an attribute is not
 * quoted, or an ampersand begins no known entity.
 */
export function readPage(html: string): Page {
  const open: string[] = []
  const elements: string[] = []
  const attributes: string[] = []
  const texts: string[] = []
  const decoded = (text: string): string =>
    text.replace(/&([^;\s]*;?)/g, (whole, name: string) => {
      const entity = name.endsWith(';') ? entities[name.slice(0, -1)] : undefined
      if (entity === undefined) throw new Error(`an ampersand that begins no entity: ${whole}`)
      return entity
    })
  const body = html.replace(/^<!doctype html>\n/, '')
  const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z_:][-a-zA-Z0-9_:.]*="[^"<]*")*)\s*(\/?)>/y
  let at = 0
  while (at < body.length) {
    const next = body.indexOf('<', at)
    const text = body.slice(at, next < 0 ? body.length : next)
    if (open.length === 0 && text.trim() !== '') throw new Error(`text outside of the page: ${text.slice(0, 40)}`)
    if (text.trim() !== '') texts.push(decoded(text))
    if (next < 0) break
    tag.lastIndex = next
    const found = tag.exec(body)
    if (found === null) throw new Error(`no tag: ${body.slice(next, next + 60)}`)
    const [whole, end, name = '', given = '', self] = found
    at = next + whole.length
    if (end === '/') {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${String(last)}>`)
      continue
    }
    elements.push(name)
    for (const [, key = '', value = ''] of given.matchAll(/\s([-a-zA-Z0-9_:.]+)="([^"]*)"/g))
      attributes.push(`${name} ${key}=${decoded(value)}`)
    if (self !== '/') open.push(name)
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`)
  return { elements, attributes, texts }
}
