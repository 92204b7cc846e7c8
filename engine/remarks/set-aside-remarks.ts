import type { ModelRemark } from '../api/remark-contract.ts'
import { sentence } from './sentence.ts'

/**
 * What was left out of a probe or run, and why.
 *
 * @param about how many genes or items, in words
 */
export function setAsideRemarks(
  { setAside, asideReasons }: { readonly setAside: readonly number[]; readonly asideReasons: readonly string[] },
  about: string,
): ModelRemark[] {
  if (setAside.length === 0) return []
  return [
    {
      kind: 'set aside',
      about,
      text: sentence(
        `Set aside, since the inference process refused or died on what was asked: ${asideReasons.join('; ')}`,
      ),
    },
  ]
}
