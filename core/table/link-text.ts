const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

/**
 * The text of a cell that holds nothing but links of HTML, as leaderboards write the names of models: that of the first
 * link, since those behind it lead to details. Undefined for any other cell. Takes time in proportion to the cell.
 */
export function linkText(cell: string): string | undefined {
  let rest = cell.trim()
  let first: string | undefined
  while (rest !== '') {
    if (!/^<a\s/i.test(rest)) return undefined
    const open = rest.indexOf('>')
    const close = rest.indexOf('<', open)
    if (open < 0 || close < 0 || !/\shref\s*=/i.test(rest.slice(0, open))) return undefined
    if (rest.slice(close, close + 4).toLowerCase() !== '</a>') return undefined
    first ??= rest.slice(open + 1, close)
    rest = rest.slice(close + 4).trimStart()
  }
  const text = first
    ?.replace(/&(amp|lt|gt|quot|#39|#x27);/gi, (_, name: string) => entities[name.toLowerCase()]!)
    .trim()
  return text === '' ? undefined : text
}
