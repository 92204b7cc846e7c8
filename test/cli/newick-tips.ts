/** Tip names of a Newick text, read by a rule of its own: a label that follows `(` or `,`, quoted or not. */
export function newickTips(newick: string): string[] {
  return [...newick.matchAll(/(?<=[(,])(?:'((?:[^']|'')*)'|([^(),:;'[\]]+))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll("''", "'") ?? plain!.replaceAll('_', ' '),
  )
}
