import type { NextToken } from '../../core/population/population.ts'
import { decodeUtf8 } from '../../core/population/utf8.ts'
import type { VocabularyKernel } from '../kernel/vocabulary-kernel.ts'
import type { NextTokenScores, Vocabulary } from '../source/logit-source.ts'
import { logSumExp } from './next-distribution.ts'

/**
 * The `most` most probable next tokens at temperature 1, most probable first, ties by token id; tokens of probability 0
 * are left out.
 */
export function nextTokens(
  next: NextTokenScores,
  vocabulary: Vocabulary,
  most: number,
  kernel: VocabularyKernel,
): NextToken[] {
  const { tokens, scores } = next
  // Over a whole vocabulary the normaliser is summed again where the scores have double precision; a top list has only
  // the given one.
  const normaliser = tokens === undefined && scores instanceof Float64Array ? logSumExp(scores, 1) : next.logNormaliser
  const indices = tokens === undefined ? kernel.candidates(scores, most) : scores.keys()
  return Array.from(indices, (index) => ({
    token: tokens === undefined ? index : tokens[index]!,
    score: scores[index]!,
  }))
    .filter(({ score }) => score > -Infinity)
    .sort((left, right) => right.score - left.score || left.token - right.token)
    .slice(0, most)
    .map(({ token, score }) => ({
      token,
      text: decodeUtf8(vocabulary.bytes(token)),
      logProbability: score - normaliser,
    }))
}
