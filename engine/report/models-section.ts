import { missingNoise } from '../../core/format/noise-text.ts'
import { bytesText, significant, weightsText } from '../../core/format/quantity.ts'
import { markedArchitecture } from '../../core/model/model-purpose.ts'
import { declaredPurpose } from '../library/declared-purpose.ts'
import { html, named, type Markup, type Piece } from './markup.ts'
import type { ReportContent, ReportedModel } from './report-content.ts'
import { table } from './table.ts'

/** The compared models: what they are, how each was evaluated, and the digests that say exactly which file it was. */
export function modelsSection({ models }: ReportContent): Markup {
  return html`${table(
    'Models compared, and the probe each is compared by. Bound: mean over genes of what a sum of squared allele probabilities can still be off by. Noise: total variation between next-token distributions of a gene evaluated alone and among others, mean and largest of the genes it was measured on.',
    [
      { title: 'Model' },
      { title: 'Architecture' },
      { title: 'Weights', align: 'right' },
      { title: 'Stored as' },
      { title: 'Evaluated as' },
      { title: 'Genes', align: 'right' },
      { title: 'Bound', align: 'right' },
      { title: 'Noise', align: 'right' },
      { title: 'Source' },
    ],
    models.map(({ model, probe }) => [
      named(model.name),
      markedArchitecture({ architecture: model.architecture, purpose: declaredPurpose(model) }),
      weightsText(model.parameters),
      model.quantization,
      evaluatedAs(probe),
      genesOf(probe),
      significant(probe.meanBound, 2),
      noiseOf(probe),
      sourceOf(probe),
    ]),
  )}${table(
    'Files, by the SHA-256 of their content.',
    [
      { title: 'Model' },
      { title: 'Size', align: 'right' },
      { title: 'SHA-256' },
      { title: 'Declared base' },
      { title: 'License' },
    ],
    models.map(({ model }) => [
      named(model.name),
      bytesText(model.size),
      html`<code>${model.sha256}</code>`,
      model.declaredBases.length === 0
        ? '–'
        : model.declaredBases.map((base) => base.name ?? base.url ?? 'unnamed').join(', '),
      model.license ?? '–',
    ]),
  )}`
}

type Probe = ReportedModel['probe']

function evaluatedAs({ environments }: Probe): Piece {
  return [
    ...new Set(
      environments.map(({ precision }) =>
        precision === 'file' ? 'as stored' : `dequantized, ${precision.toUpperCase()}`,
      ),
    ),
  ].join(', ')
}

function genesOf({ done, genes }: Probe): Piece {
  return done === genes ? String(done) : `${String(done)} of ${String(genes)}`
}

function noiseOf(probe: Probe): Piece {
  const { noise } = probe
  const missing = missingNoise(probe)
  if (noise === null) return missing
  return html`${significant(noise.mean, 1)}, ${significant(noise.max, 1)}<small> (${missing ?? String(noise.genes)})</small>`
}

function sourceOf({ environments }: Probe): Piece {
  return [...new Set(environments.map((environment) => environment.source))].join(', ')
}
