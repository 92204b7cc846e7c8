import { boundedText, intervalText } from '../../../../core/format/interval.ts'
import { boundedPair } from '../../../../core/similarity/bounded.ts'
import { measureWords } from '../../../../engine/analyses/comparison-words.ts'
import { useCancellableCall } from '../../../api/use-cancellable-call.ts'
import { useComparisonSettings } from '../../../app/use-route.ts'
import { Button } from '../../../components/button.tsx'
import { OperationProgress } from '../../../components/operation-progress.tsx'
import { WideTable } from '../../../components/wide-table.tsx'
import { behaviourNoise } from '../../../model/behaviour-noise.ts'
import { commonGenomes, type CommonGenome } from '../../../model/common-genomes.ts'
import { probedAlike } from '../../../sections/needs.ts'
import type { Section } from '../../../sections/section.ts'
import type { PairSubject } from '../../../sections/subject.ts'
import { ruleText } from '../../comparison/comparison-scope.ts'
import { pairRequest } from '../pair-request.ts'
import tableStyles from '../../../components/number-table.module.css'
import textStyles from '../../../components/text.module.css'
import styles from '../../../sections/sections.module.css'

export const byBehaviour: Section<PairSubject> = {
  id: 'by-behaviour',
  title: 'Distance by behaviour',
  needs: [probedAlike],
  Content: ({ subject }) => {
    const { probes } = subject.library
    const ids = subject.models.map(({ id }) => id) as [string, string]
    const [{ measure }] = useComparisonSettings()
    const genomes = probes === undefined || probes instanceof Error ? [] : commonGenomes(probes, ids)
    return (
      <>
        <WideTable label="Distance over each genome that both are probed with" look={tableStyles['table']}>
          <thead>
            <tr>
              <th scope="col">Genome</th>
              <th scope="col" className={styles['words']}>
                Alleles
              </th>
              <th scope="col">Genes</th>
              <th scope="col">Similarity</th>
              <th scope="col">Its bounds</th>
              <th scope="col">Distance</th>
              <th scope="col">Its bounds</th>
              <th scope="col" className={styles['words']}>
                Noise
              </th>
            </tr>
          </thead>
          <tbody>
            {genomes.map((genome) => (
              <GenomeRow key={JSON.stringify(genome)} genome={genome} pair={ids} />
            ))}
          </tbody>
        </WideTable>
        <p className={textStyles['muted']}>
          {measureWords[measure].name}. A distance measures likeness, not descent as such.
        </p>
      </>
    )
  },
}

function GenomeRow({ genome, pair }: { readonly genome: CommonGenome; readonly pair: readonly [string, string] }) {
  const [{ measure }] = useComparisonSettings()
  const { answer, error, isBusy, isCancelled, progress, cancel, again } = useCancellableCall(
    'analysis.distances',
    pairRequest(genome, measure, pair),
  )
  const distances = answer?.output
  const [row, column] = pair.map((id) => distances?.modelIds.indexOf(id) ?? -1) as [number, number]
  return (
    <tr>
      <th scope="row">{genome.name}</th>
      <td className={styles['words']}>{ruleText(genome.rule)}</td>
      {distances !== undefined && row >= 0 && column >= 0 ? (
        <Figures
          genes={distances.genes}
          {...boundedPair(distances, row, column)}
          noise={behaviourNoise(distances, pair)}
        />
      ) : (
        <td colSpan={6} className={styles['words']}>
          {isBusy ? <OperationProgress label="Comparing" progress={progress} onCancel={cancel} /> : null}
          {error === null ? null : `Not compared: ${error.message} `}
          {isCancelled || error !== null ? <Button onPress={again}>Compute again</Button> : null}
        </td>
      )}
    </tr>
  )
}

function Figures({
  genes,
  similarity,
  distance,
  noise,
}: ReturnType<typeof boundedPair> & { readonly genes: number; readonly noise: string }) {
  return (
    <>
      <td>{genes}</td>
      <td>{boundedText(similarity)}</td>
      <td>{intervalText(similarity.lower, similarity.upper)}</td>
      <td>{boundedText(distance)}</td>
      <td>{intervalText(distance.lower, distance.upper)}</td>
      <td className={styles['words']}>{noise}</td>
    </>
  )
}
