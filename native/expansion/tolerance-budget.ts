import type { ProbeSettings } from '../../core/population/probe-settings.ts'

/**
 * Where the tolerance of a gene goes. Its bound is computed from what is kept, so it is true whatever is spent; these
 * shares decide when an expansion ends, and that what it leaves out on the way cannot keep it from ending.
 *
 *     bound before folding, at the end        at most   0.95   `finishedShare`
 *       tokens not looked at, all nodes            of it   0.3    `unseenShare`
 *       mass of shorter prefixes, all nodes        of it   0.3    `shorterPrefixShare`
 *       paths still open, entries too cheap        of it   the rest
 *     folding, the cheapest entries first      about     0.04   `foldingShare`
 *     entries folded whatever they cost        about     0.01   below `foldThresholdShare` each, and the quantum
 *                                                        ----
 *                                                        1
 *
 * Where the last two lines would come to more than the 0.05 left to them, less is folded (gene-expansion.ts), so a gene
 * that ends by its bound keeps within the tolerance. What is spent node by node is shared out by `partOfNode`. Under a
 * pooled tolerance all of this is measured by what the pool allows a gene on average (pool.ts).
 */

/** A gene or a pool is finished once its bound before folding is at most this share of what is allowed. */
export const finishedShare = 0.95

/** Tokens that are not looked at may take up this much, all nodes together. */
export const unseenShare = 0.3

/** What shorter prefixes could add to mass that is left with a prefix may take up this much, all nodes together. */
export const shorterPrefixShare = 0.3

/**
 * Further folding may take up this much. Measured on 16 math genes at tolerance 0.001: 0.04 takes 31.6 nodes and 12.8
 * kB a gene, 0.1 (finished below 0.87) takes 34.1 nodes and 11.0 kB.
 */
export const foldingShare = 0.04

/** An allele or residue below this share of the tolerance is folded: 10^-6 at the default tolerance of 0.001. */
export const foldThresholdShare = 1e-3

/**
 * An allele or prefix that a node gives less mass than this share of the tolerance is added to the prefix above it at
 * once.
 */
export const leastEntryShare = 3e-4

/**
 * An allele or prefix is not told apart from the prefix above it, and a path is not kept, where that costs no more than
 * this share of the tolerance (falling like the others with the nodes). Measured on 32 math genes at tolerance 0.001:
 * 0.5 % more nodes than with 0 and less than half of the alleles to keep until folding, on a flat distribution over
 * 128,256 tokens a tenth.
 */
export const entryPriceShare = 1e-3

/**
 * A gene goes on, whatever its bound, while a single path holds more than this share of the tolerance: one evaluation
 * still tells much there, and the error of S comes from what stays open. At tolerance 0.001 that takes a twentieth more
 * nodes.
 */
const openPathShare = 0.05

/**
 * The share of the bound that a path may hold at the end: for coarse tolerances less than `openPathShare`, or they
 * would end too soon. At lower temperatures sums of squares are larger, and the same share matters less. Measured on
 * 128 math genes and two models at tolerance 0.01 and temperature 1: 20 tokens in place of 12, and half of the error of
 * S.
 */
export function widestOpenPath({ tolerance, temperature }: ProbeSettings): number {
  return tolerance * openPathShare * Math.min(1, Math.sqrt(0.001 / tolerance) * temperature ** -2.5)
}

/**
 * The part of a share that is for all nodes together which one node may spend: a falling part, and an equal one for
 * each node allowed.
 *
 * @param nodes evaluated before the round that the node belongs to, the gene's own among them: at least 1
 * @param maxNodes N, the most that the gene may take
 */
export function partOfNode(nodes: number, maxNodes: number): number {
  return 8 / (nodes + 15) ** 2 + 0.5 / maxNodes
}

/** Sum of a gene's squares that is taken for granted before anything is known of the genes of a pool: few have less. */
export const pooledStart = 0.05
