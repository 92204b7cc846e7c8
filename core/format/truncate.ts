/**
 * A name cut in its middle to at most `most` characters, so that both the family and the suffix stay readable:
 * `Qwen2.5-0…-Q4_K_M`.
 */
export function truncateMiddle(name: string, most: number): string {
  return cutAfter(name, Math.ceil((most - 1) / 2), most)
}

/** The first `head` characters of a name and as many of its last as then fit in `most`. */
function cutAfter(name: string, head: number, most: number): string {
  const characters = [...name]
  if (characters.length <= most) return name
  const tail = Math.max(0, most - 1 - head)
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - tail).join('')}`
}

/**
 * Names in at most `most` characters, so that different names stay different: cut in the middle; those that would then
 * read alike are cut elsewhere; where no cut tells them apart they are numbered, `oak-tales…-Q4~2`.
 *
 * @param shown how a name is written before it is cut, e.g. without control characters; by default as it is
 */
export function shortenApart(
  names: readonly string[],
  most: number,
  shown: (name: string) => string = (name) => name,
): string[] {
  const texts = new Map([...new Set(names)].map((name) => [name, truncateMiddle(shown(name), most)]))
  const alike = Map.groupBy(texts.keys(), (name) => texts.get(name)!)
  for (const [text, group] of alike) {
    // A name that is written as it is keeps its text.
    const changed = group.filter((name) => name !== text)
    if (group.length === 1 || changed.length === 0) continue
    for (const name of changed) texts.delete(name)
    const taken = new Set(texts.values())
    const apart = cutApart(changed.map(shown), most, taken) ?? numbered(changed.map(shown), most, taken)
    changed.forEach((name, index) => texts.set(name, apart[index]!))
  }
  return names.map((name) => texts.get(name)!)
}

/**
 * The cut nearest to the middle by which all names differ from one another and from what is taken; undefined where
 * there is none.
 */
function cutApart(names: readonly string[], most: number, taken: ReadonlySet<string>): string[] | undefined {
  const middle = Math.ceil((most - 1) / 2)
  const heads = Array.from({ length: Math.max(0, most) }, (_, head) => head).sort(
    (left, right) => Math.abs(left - middle) - Math.abs(right - middle),
  )
  for (const head of heads) {
    const cut = names.map((name) => cutAfter(name, head, most))
    if (new Set(cut).size === names.length && !cut.some((text) => taken.has(text))) return cut
  }
  return undefined
}

function numbered(names: readonly string[], most: number, taken: Set<string>): string[] {
  let number = 0
  return names.map((name) => {
    for (;;) {
      number += 1
      const ending = `~${String(number)}`
      const text = truncateMiddle(name, Math.max(1, most - ending.length)) + ending
      if (taken.has(text)) continue
      taken.add(text)
      return text
    }
  })
}
