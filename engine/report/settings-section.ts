import { toleranceText } from '../../core/format/tolerance.ts'
import { plural } from '../../core/format/quantity.ts'
import { measureWords, treeSentence } from '../analyses/comparison-words.ts'
import { html, named, type Markup, type Piece } from './markup.ts'
import type { ReportContent } from './report-content.ts'
import { facts } from './table.ts'

/** Everything that was chosen: genome, allele rule, probe, measure, tree. */
export function settingsSection({ genome, models, distances, tree, combined }: ReportContent): Markup {
  const probes = models.map(({ probe }) => probe)
  const each = (read: (probe: (typeof probes)[number]) => string | number): string =>
    [...new Set(probes.map(read))].sort(byNumber).map(String).join(', ')
  const { rule } = distances
  const entries: (readonly [string, Piece])[] = [
    [
      'Genome',
      html`${named(genome.name)}, ${plural(genome.genes, 'gene')}, ${distances.genes === genome.genes ? 'all compared' : `${String(distances.genes)} compared`}`,
    ],
    ['Digest of the genome', html`<code>${genome.digest}</code>`],
    ['Allele', `first ${plural(rule.chars, 'character')} of a continuation`],
    ['Strip rule', rule.strip === 'none' ? 'none' : 'leading spaces, then leading newlines'],
    ['Temperature', String(rule.temperature)],
    ['Tolerance of a gene', each((probe) => toleranceText(probe.settings))],
    ['Longest continuation, tokens', each((probe) => probe.settings.maxDepth)],
    ['Distributions a gene', `at most ${each((probe) => probe.settings.maxNodes)}`],
    ['Precision', each((probe) => precisionWords[probe.precision])],
    ['Measure', measureWords[distances.measure].inSentence],
    ['Distance', measureWords[distances.measure].distance],
    ['Tree', treeSentence(combined ?? tree)],
    ...(combined === null ? [] : [['Inside families', 'lineages by the weights'] as const]),
    [
      'Bootstrap',
      tree.replicates === 0 ? 'none' : `${plural(tree.replicates, 'replicate')}, seed ${String(tree.seed)}`,
    ],
  ]
  return facts(entries)
}

const precisionWords = {
  file: 'weights as stored',
  float: 'dequantized to F16, to F32 where F16 overflows',
  f32: 'dequantized to F32',
} as const

function byNumber(left: string | number, right: string | number): number {
  return typeof left === 'number' && typeof right === 'number' ? left - right : String(left) < String(right) ? -1 : 1
}
