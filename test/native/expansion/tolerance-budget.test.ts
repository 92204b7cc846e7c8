import { describe, expect, test } from 'vitest'
import { defaultProbeSettings, tolerancePresets } from '../../../core/population/probe-settings.ts'
import { pathsPerRound } from '../../../native/expansion/expand-genes.ts'
import {
  finishedShare,
  foldingShare,
  partOfNode,
  shorterPrefixShare,
  unseenShare,
  widestOpenPath,
} from '../../../native/expansion/tolerance-budget.ts'

/** What all nodes of a gene together may spend of a share, where each round evaluates as many paths as it may. */
function partsOf(maxNodes: number): number {
  let parts = partOfNode(1, maxNodes)
  for (let nodes = 1; nodes < maxNodes; nodes += pathsPerRound)
    parts += Math.min(pathsPerRound, maxNodes - nodes) * partOfNode(nodes, maxNodes)
  return parts
}

describe('the shares of the tolerance', () => {
  test('the bound at the end and what folding takes up are within it', () => {
    expect(finishedShare + foldingShare).toBeLessThan(1)
  })

  test.each([1, 8, 100, defaultProbeSettings.maxNodes, 100_000])(
    'what %i nodes leave out cannot keep a gene from ending, and leaves a fifth for open paths',
    (maxNodes) => {
      expect((unseenShare + shorterPrefixShare) * partsOf(maxNodes)).toBeLessThan(finishedShare - 0.2)
    },
  )

  test('a path that may stay open fits into the bound, at every preset', () => {
    for (const tolerance of Object.values(tolerancePresets)) {
      const widest = widestOpenPath({ ...defaultProbeSettings, tolerance })
      expect(widest).toBeGreaterThan(0)
      expect(widest).toBeLessThanOrEqual(0.05 * tolerance)
    }
  })

  test('parts fall with the nodes', () => {
    for (let nodes = 1; nodes < 100; nodes++) expect(partOfNode(nodes + 1, 1000)).toBeLessThan(partOfNode(nodes, 1000))
  })
})
