import type { NextToken } from '../../core/population/population.ts'
import { decodeUtf8 } from '../../core/population/utf8.ts'
import type { NextTokenScores, Vocabulary } from '../source/logit-source.ts'
import { logSumExp } from './next-distribution.ts'

/** The `most` most probable next tokens at temperature 1, most probable first, ties by token id; tokens of probability 0 are left out. */
export function nextTokens({ tokens, scores, logNormaliser }: NextTokenScores, vocabulary: Vocabulary, most: number): NextToken[] {
  // Over a whole vocabulary the normaliser is summed again where the scores have double precision; a top list has only the given one.
  const normaliser = tokens === undefined && scores instanceof Float64Array ? logSumExp(scores, 1) : logNormaliser
  const best: { token: number; score: number }[] = []
  // The last of the best once there are `most`.
  let least = -Infinity
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index]!
    if (score < least || score === -Infinity) continue
    const token = tokens === undefined ? index : tokens[index]!
    let at = best.length
    while (at > 0 && (best[at - 1]!.score < score || (best[at - 1]!.score === score && best[at - 1]!.token > token))) at -= 1
    best.splice(at, 0, { token, score })
    if (best.length > most) best.pop()
    if (best.length === most) least = best[most - 1]!.score
  }
  return best.map(({ token, score }) => ({ token, text: decodeUtf8(vocabulary.bytes(token)), logProbability: score - normaliser }))
}
