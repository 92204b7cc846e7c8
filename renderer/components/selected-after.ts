/**
 * What is selected after a list has said what is selected in it: of what a filter keeps out of the list, nothing
 * changes. What was selected keeps its order, what is added comes behind.
 *
 * @param listed ids of what the list shows
 * @param selection of the list; `all`: all that it shows
 */
export function selectedAfter(
  before: Iterable<string>,
  listed: readonly string[],
  selection: 'all' | Iterable<string | number>,
): string[] {
  const shown = new Set(listed)
  const wanted = selection === 'all' ? shown : new Set([...selection].map(String))
  const kept = [...before].filter((id) => !shown.has(id) || wanted.has(id))
  return [...new Set([...kept, ...listed.filter((id) => wanted.has(id))])]
}
