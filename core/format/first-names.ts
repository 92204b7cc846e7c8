const mostListed = 8

/** Names in one line: the first few, and how many more there are. */
export function firstNames(names: readonly string[]): string {
  return names.length <= mostListed
    ? names.join(', ')
    : `${names.slice(0, mostListed).join(', ')} and ${String(names.length - mostListed)} more`
}
