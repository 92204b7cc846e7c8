import { plural } from '../../../core/format/quantity.ts'
import type { GenomeSummary } from '../../../engine/api/contract.ts'
import { Button } from '../../components/button.tsx'
import { Select } from '../../components/select.tsx'
import { measureNames, ruleText, type ComparisonScope } from './comparison-scope.ts'
import styles from './comparison.module.css'

export interface ScopeControlsProps {
  readonly scope: ComparisonScope
  readonly genomes: readonly GenomeSummary[]
  readonly change: (changes: Readonly<Record<string, string | undefined>>) => void
}

/** Which stored probes are compared, and by which measure. */
export function ScopeControls({ scope, genomes, change }: ScopeControlsProps) {
  return (
    <section className={styles['group']} aria-labelledby="scope-title">
      <h2 id="scope-title" className={styles['groupTitle']}>
        Compared
      </h2>
      <div className={styles['models']}>
        <span>
          {scope.isSubset
            ? `${scope.modelIds.length} of ${scope.chosen.modelIds.length} probed models`
            : `All ${scope.modelIds.length} probed models`}
        </span>
        {scope.isSubset ? (
          <Button look="quiet" onPress={() => change({ models: undefined })}>
            Show all
          </Button>
        ) : null}
      </div>
      <Select
        label="Genome"
        choices={genomes.map((genome) => ({
          id: genome.id,
          name: genome.name,
          note: `${plural(genome.genes, 'gene')}. ${genome.description}`,
        }))}
        value={scope.genome.id}
        onChange={(id) => change({ genome: id, alleles: undefined })}
      />
      {scope.rules.length > 1 ? (
        <Select
          label="Alleles"
          choices={scope.rules.map((entry) => ({
            id: entry.id,
            name: ruleText(entry.rule),
            note: plural(entry.modelIds.length, 'model'),
          }))}
          value={scope.chosen.id}
          onChange={(id) => change({ alleles: id })}
        />
      ) : null}
      <Select
        label="Measure"
        choices={[
          { id: 'nei', name: measureNames.nei, note: 'D = −ln S, as in PhyloLM' },
          { id: 'nei-mean', name: measureNames['nei-mean'], note: 'D = 1 − S, every gene weighs the same' },
        ]}
        value={scope.measure}
        onChange={(measure) => change({ measure: measure === 'nei' ? undefined : measure })}
      />
    </section>
  )
}
