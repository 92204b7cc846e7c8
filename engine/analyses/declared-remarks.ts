import { type DescentVerdict } from '../../core/lineage/descent.ts'
import { firstNames } from '../../core/format/first-names.ts'
import type { Remark } from '../api/remark-contract.ts'

/** A parent that a header declares, with what the weights say of it. */
export interface DeclaredDescent {
  readonly parent: { readonly modelId: string; readonly name: string }
  readonly child: { readonly modelId: string; readonly name: string }
  readonly verdict: DescentVerdict
}

/** What the weights say in place of what the headers declare, by verdict; null where they do not contradict. */
const contradictions: Readonly<Record<DescentVerdict, string | null>> = {
  shown: null,
  open: null,
  unrelated: 'their weights show no evidence of a relation',
  reverse: 'their weights show it the other way round',
  aside: 'their weights show both related, and neither made from the other',
}

/** One remark for each way in which weights contradict the parents that headers declare. */
export function declaredRemarks(declared: readonly DeclaredDescent[]): Remark[] {
  return Object.entries(contradictions).flatMap(([contradicted, words]): Remark[] => {
    const pairs = declared.filter(({ verdict }) => verdict === contradicted)
    if (words === null || pairs.length === 0) return []
    const named = firstNames(pairs.map(({ parent, child }) => `${child.name} was made from ${parent.name}`))
    return [
      {
        kind: 'declared parents',
        text: `By ${pairs.length === 1 ? 'its header' : 'their headers'} ${named}; ${words}.`,
        modelIds: [...new Set(pairs.flatMap(({ parent, child }) => [child.modelId, parent.modelId]))],
      },
    ]
  })
}

/** Whether the weights bear out what is declared; null where they cannot say. */
export function isMeasured({ verdict }: Pick<DeclaredDescent, 'verdict'>): boolean | null {
  return verdict === 'shown' ? true : contradictions[verdict] === null ? null : false
}
