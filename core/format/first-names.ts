import { countText } from './quantity.ts'

/** A list in one line: the first few, and how many more there are. */
export function firstNames(
  names: readonly string[],
  { most = 8, separator = ', ' }: { readonly most?: number; readonly separator?: string } = {},
): string {
  const shown = names.slice(0, most).join(separator)
  return names.length <= most ? shown : `${shown} and ${countText(names.length - most)} more`
}
