import { binKinds, type TokenBins } from '../../../core/population/token-bins.ts'

/** What the tokens of a bin add to the continuation so far. */
export function binText({ above, character, kind }: TokenBins, bin: number): string {
  let text = ''
  for (let at = bin; at > 0; at = above[at]!)
    if (kind[at] !== binKinds.end) text = String.fromCodePoint(character[at]!) + text
  return text
}
