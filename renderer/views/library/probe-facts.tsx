import { environmentText } from '../../../core/format/environment-text.ts'
import { missingNoise } from '../../../core/format/noise-text.ts'
import { durationText, plural, significant } from '../../../core/format/quantity.ts'
import { toleranceText } from '../../../core/format/tolerance.ts'
import type { ProbeSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { precisionText } from '../../model/probe-precision.ts'
import styles from './library.module.css'

/** The stored probes of a model, each with its settings, its noise and what it took. */
export function ProbeFacts({ probes }: { readonly probes: readonly ProbeSummary[] }) {
  if (probes.length === 0) return <p className={styles['muted']}>Not probed yet.</p>
  return (
    <>
      {probes.map((probe) => (
        <div key={probe.id} className={styles['entry']}>
          <h3>{probe.genomeName}</h3>
          <RemarksButton remarks={remarkTexts(probe)} subject={`the probe on ${probe.genomeName}`} />
          <dl className={styles['facts']}>
            <dt>Genes</dt>
            <dd>
              {probe.done} of {probe.genes}
            </dd>
            <dt>Alleles</dt>
            <dd>
              {plural(probe.settings.chars, 'character')}, temperature {probe.settings.temperature}, strip{' '}
              {probe.settings.strip}
            </dd>
            <dt>Tolerance</dt>
            <dd>
              {toleranceText(probe.settings)}; mean bound {significant(probe.meanBound, 2)}, mean unresolved{' '}
              {significant(probe.meanUnresolved, 2)}
            </dd>
            <dt>Weights</dt>
            <dd>{precisionText(probe)}</dd>
            <dt>Engine noise</dt>
            <dd>
              {[
                probe.noise === null
                  ? null
                  : `${significant(probe.noise.mean, 1)} mean, ${significant(probe.noise.max, 1)} at most, as total variation on ${plural(probe.noise.genes, 'gene')}`,
                missingNoise(probe),
              ]
                .filter((part) => part !== null)
                .join('; ')}
            </dd>
            <dt>Work</dt>
            <dd>
              {plural(probe.nodes, 'node')}, {plural(probe.evaluatedTokens, 'token')}, {durationText(probe.elapsed)}
            </dd>
            <dt>Log-likelihood</dt>
            <dd>
              {probe.bytes === 0
                ? '–'
                : `${significant(-probe.logLikelihood / Math.LN2 / probe.bytes)} bits per byte over ${plural(probe.bytes, 'byte')}`}
            </dd>
            <dt>Environment</dt>
            <dd>
              {probe.environments.map((environment) => (
                <div key={JSON.stringify(environment)}>{environmentText(environment)}</div>
              ))}
            </dd>
          </dl>
        </div>
      ))}
    </>
  )
}
