import { shownAnalyses, type ShownAnalysis, type ShownAnswer } from '../analyses/all.ts'
import { plural } from '../../core/format/quantity.ts'
import { html, type Markup } from './markup.ts'
import type { ReportContent } from './report-content.ts'

/** What was computed, by which formulas, after whom: only the methods that this report uses. */
export function methodsSection({ distances, tree, combined, lineage, forecasts, analyses }: ReportContent): Markup {
  const cited = new References()
  const { chars, temperature } = distances.rule
  return html`<h3>Populations</h3>
<p>A gene is a text prefix; an allele is the first ${plural(chars, 'character')} of a continuation, or a shorter text that the model ends. Instead of drawing samples as
PhyloLM ${cited.number('phylolm')} does, the probabilities of the token paths that lead to an allele are added up, from the full softmax at temperature ${temperature} in
double precision:</p>
<span class="formula"><i>p</i>(<i>a</i>) = Σ<sub><i>w</i></sub> Π<sub><i>i</i></sub> <i>p</i>(<i>w<sub>i</sub></i> | gene, <i>w</i><sub>1</sub> … <i>w</i><sub><i>i</i>−1</sub>)</span>
<p>What was not followed is kept as residue: a mass <i>m<sub>x</sub></i> for each prefix <i>x</i> that can only become alleles beginning with <i>x</i>. The bound of a gene is
the largest amount by which Σ<sub><i>a</i></sub> <i>p</i>(<i>a</i>)² can exceed what is resolved, over all ways in which the residue may fall; paths that matter most for it are
followed first, until it is within the tolerance.</p>
<h3>Similarity and distance</h3>
${measureWords(distances.measure, cited)}
<p>The certified interval takes the cross terms at their lowest and the self terms at their highest for its lower end, and the other way round for its upper end. It
covers all that was not expanded, folded or rounded away. It does not cover the engine’s own rounding of activations, which on quantized weights has moved <i>S</i> by
up to about 0.005, nor what other genes would have said.</p>
<h3>Tree</h3>
${treeWords(tree, cited)}
${combined === null && lineage === null ? null : lineageWords(cited)}${combined === null ? null : combinedWords(cited)}${shownAnalyses.map(({ shown }) => analysisWords(shown, analyses.get(shown.id), cited))}${forecasts.length === 0 ? null : forecastWords(cited)}<h3>What this cannot say</h3>
<p>Similar behaviour is evidence for descent, not proof: models trained on the same data look alike without it. ${combined === null ? 'A tree gives every model one line of descent, so a merged\nmodel stands near one parent or between them. ' : ''}Distances level off between unrelated models. Another genome can give another tree.</p>
<h3>References</h3>
<ol class="references">${cited.list().map((reference) => html`<li>${reference}</li>`)}</ol>
`
}

function measureWords(measure: ReportContent['distances']['measure'], cited: References): Markup {
  if (measure === 'nei-mean') {
    return html`<p>The similarity of two models is the mean over the <i>G</i> genes of the cosine of their distributions, and the distance what is missing to 1:</p>
<span class="formula"><i>S</i> = (1/<i>G</i>) Σ<sub><i>g</i></sub> Σ<sub><i>a</i></sub> <i>p</i>(<i>a</i>) <i>p</i>′(<i>a</i>) / √( Σ<sub><i>a</i></sub> <i>p</i>(<i>a</i>)² · Σ<sub><i>a</i></sub> <i>p</i>′(<i>a</i>)² ), &#160; <i>D</i> = 1 − <i>S</i></span>`
  }
  return html`<p>The similarity of two models is Nei’s identity of genes ${cited.number('nei')}, one ratio of sums over all genes as in ${cited.number('phylolm')}, and the distance Nei’s
standard genetic distance, with <i>S</i> taken as at least 10<sup>−10</sup>:</p>
<span class="formula"><i>S</i> = Σ<sub><i>g</i></sub> Σ<sub><i>a</i></sub> <i>p</i>(<i>a</i>) <i>p</i>′(<i>a</i>) / √( Σ<sub><i>g</i></sub> Σ<sub><i>a</i></sub> <i>p</i>(<i>a</i>)² · Σ<sub><i>g</i></sub> Σ<sub><i>a</i></sub> <i>p</i>′(<i>a</i>)² ), &#160; <i>D</i> = −ln <i>S</i></span>`
}

function treeWords({ method, replicates, seed }: ReportContent['tree'], cited: References): Markup {
  const made =
    method === 'nj'
      ? html`<p>Neighbour joining ${cited.number('nj')} with the criterion and branch lengths of Studier and Keppler ${cited.number('studier')}: of the <i>m</i> nodes left, with <i>r</i>(<i>i</i>) the sum
of the distances of <i>i</i>, the pair with the least</p>
<span class="formula"><i>Q</i>(<i>i</i>, <i>j</i>) = (<i>m</i> − 2) <i>d</i>(<i>i</i>, <i>j</i>) − <i>r</i>(<i>i</i>) − <i>r</i>(<i>j</i>)</span>
<p>is joined. The tree is unrooted; a root, where one is drawn, is a choice and no result. No clock is assumed.</p>`
      : html`<p>UPGMA ${cited.number('upgma')}: the two closest clusters are joined at half their distance, and the distance of the joined cluster to another is the mean over
their members. All tips end up equally far from the root, which is right only where all lineages change at the same rate.</p>`
  if (replicates === 0) return made
  return html`${made}<p>Support is Felsenstein’s bootstrap ${cited.number('bootstrap')} with genes in the place of sites: ${replicates} times as many genes as there are were drawn with replacement
(sfc32, seed ${seed}) and a tree was made of each draw. It measures how far the genes agree, and all of them can agree on an error they share.</p>`
}

function lineageWords(cited: References): Markup {
  return html`<h3>Lineage</h3>
<p>What descends from what is told by the weights: relations by the hidden units that two models share ${cited.number('independence')}, copies and quantizations by the
noise of their types, merges by fits of weights, and directions by the growth of weights in training.</p>
`
}

function combinedWords(cited: References): Markup {
  return html`<p>Inside a family the tree is the lineage. The length of an edge is the distance of the layers’ matrices over their mean
length. Families are joined by the mean distance between their members, each by its root; the root between families is at the midpoint unless a model roots the tree, and is no result.
Where behaviour and weights disagree, the tree follows the weights and a remark says so; models that are nearer to another family have a negative silhouette ${cited.number('silhouettes')}.</p>
`
}

function forecastWords(cited: References): Markup {
  return html`<h3>Forecasts</h3>
<p>The scores known of some models, and the distances of all to them, give a score for the others. The Gaussian process ${cited.number('process')} takes scores as a mean plus a
function whose correlation falls with distance, plus noise; length, noise, mean and variance are those that make the known scores most likely. PhyloLM’s own method ${cited.number('phylolm')}
(independent components, one linear layer, a sigmoid) stands beside it, and baselines that know less: bits per byte, the nearest model, size, and means.</p>
<p>Each method is judged on models whose whole family was held out. Its intervals reach as far as the (<i>n</i> + 1) × 0.9 th smallest of the <i>n</i> errors made there, scaled by the spread that the
method states ${cited.number('conformal')}; with too few errors there is no interval. They mean what they say only for models like those the errors come from, which is why a model that is too far
from all others is marked.</p>
`
}

/** What a definition says of its method, with its references numbered as in the report. */
function analysisWords(
  shown: ShownAnalysis['shown'],
  answer: ShownAnswer | undefined,
  cited: References,
): Markup | null {
  if (answer === undefined) return null
  const { paragraphs, formulas, references: works } = shown.methods(answer)
  const numbered = (text: string): string =>
    text.replace(/\[(\d+(?:, \d+)*)\]/g, (_, numbers: string) =>
      numbers
        .split(', ')
        .map((number) => cited.numberOf(works[Number(number) - 1]!))
        .join(' '),
    )
  return html`<h3>${shown.title}</h3>
${paragraphs.map(
  (text) => html`<p>${numbered(text)}</p>
`,
)}${formulas.map(
  (text) => html`<span class="formula">${text}</span>
`,
)}`
}

const references = {
  phylolm:
    'N. Yax, P.-Y. Oudeyer, S. Palminteri. PhyloLM: inferring the phylogeny of large language models and predicting their performances in benchmarks. ICLR 2025. arXiv 2404.04671.',
  nei: 'M. Nei. Genetic distance between populations. The American Naturalist 106, 1972, 283–292.',
  nj: 'N. Saitou, M. Nei. The neighbor-joining method: a new method for reconstructing phylogenetic trees. Molecular Biology and Evolution 4, 1987, 406–425.',
  studier:
    'J. A. Studier, K. J. Keppler. A note on the neighbor-joining algorithm of Saitou and Nei. Molecular Biology and Evolution 5, 1988, 729–731.',
  independence:
    'S. Zhu, A. Ahmed, R. Kuditipudi, P. Liang. Independence tests for language models. 2025. arXiv 2502.12292.',
  silhouettes:
    'P. J. Rousseeuw. Silhouettes: a graphical aid to the interpretation and validation of cluster analysis. Journal of Computational and Applied Mathematics 20, 1987, 53–65.',
  upgma:
    'R. R. Sokal, C. D. Michener. A statistical method for evaluating systematic relationships. University of Kansas Science Bulletin 38, 1958, 1409–1438.',
  process: 'C. E. Rasmussen, C. K. I. Williams. Gaussian Processes for Machine Learning. MIT Press, 2006.',
  conformal: 'V. Vovk, A. Gammerman, G. Shafer. Algorithmic Learning in a Random World. Springer, 2005.',
  bootstrap:
    'J. Felsenstein. Confidence limits on phylogenies: an approach using the bootstrap. Evolution 39, 1985, 783–791.',
} as const

/** Works in the order in which they are first cited. */
class References {
  private readonly cited: string[] = []

  number(name: keyof typeof references): string {
    return this.numberOf(references[name])
  }

  numberOf(work: string): string {
    if (!this.cited.includes(work)) this.cited.push(work)
    return `[${String(this.cited.indexOf(work) + 1)}]`
  }

  list(): readonly string[] {
    return this.cited
  }
}
