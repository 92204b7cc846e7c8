/**
 * What is left of a name without case and separators, by which two spellings of one name are known. Separators between
 * digits are kept as one dash, so that `Llama-2-7b` is not `Llama-27b`.
 */
export function spellingKey(name: string): string {
  return name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/(?<=\d)[-_\s]+(?=\d)/g, '-')
    .replace(/(?<!\d)[-_\s.]+|[-_\s.]+(?!\d)/g, '')
}

/**
 * The known name that another spelling means: the name itself, else the one that differs in case and separators only;
 * undefined where several do.
 */
export function knownSpelling(name: string, known: Iterable<string>): string | undefined {
  const key = spellingKey(name)
  const alike = new Set<string>()
  for (const knownName of known) {
    if (knownName === name) return name
    if (spellingKey(knownName) === key) alike.add(knownName)
  }
  const [only] = alike
  return alike.size === 1 ? only : undefined
}
