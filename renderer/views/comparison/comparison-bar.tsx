import { useState } from 'react'
import { measureWords } from '../../../engine/analyses/comparison-words.ts'
import { measure } from '../../../engine/api/comparison-contract.ts'
import type { GenomeSummary, ModelSummary } from '../../../engine/api/contract.ts'
import { plural } from '../../../core/format/quantity.ts'
import { useComparisonSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { OpeningField } from '../../components/opening-field.tsx'
import { Select } from '../../components/select.tsx'
import { ruleText, type ComparisonScope } from './comparison-scope.ts'
import { ComparedModels } from './compared-models.tsx'
import styles from './comparison-bar.module.css'

/** The models that a view takes, where these are not those that are probed. */
export interface ModelChoice {
  /** Those that can be chosen, and what they are, in a sentence. */
  readonly models: readonly ModelSummary[]
  readonly note: string
  readonly chosen: readonly string[]
  /** Those taken, in a few words. */
  readonly text: string
}

interface ComparisonBarProps {
  readonly scope: ComparisonScope
  readonly models: readonly ModelSummary[]
  readonly genomes: readonly GenomeSummary[]
  /** Absent: of the models with a complete probe. */
  readonly choice?: ModelChoice | undefined
}

/** The comparison that the views hold in common: what it is, and where it is chosen, the same in each of them. */
export function ComparisonBar({ scope, models, genomes, choice }: ComparisonBarProps) {
  const [, change] = useComparisonSettings()
  const [isChoosing, setChoosing] = useState(false)
  const probed = scope.chosen.modelIds.length
  const taken = choice ?? {
    models: models.filter(({ id }) => scope.chosen.modelIds.includes(id)),
    note: `Models with a complete probe of ${scope.genome.name}, ${ruleText(scope.chosen.rule)}.`,
    chosen: scope.modelIds,
    text: scope.isSubset
      ? `${scope.modelIds.length} of ${plural(probed, 'probed model')}`
      : `All ${plural(probed, 'probed model')}`,
  }
  const dropped = [...scope.dropped, ...(choice !== undefined || scope.unprobed === null ? [] : [scope.unprobed])]
  return (
    <section className={styles['bar']} aria-label="Comparison">
      <div className={styles['fields']}>
        <OpeningField label="Models compared" value={taken.text} onOpen={() => setChoosing(true)} />
        <Select
          label="Genome"
          choices={genomes.map((genome) => ({
            id: genome.id,
            name: genome.name,
            note: `${plural(genome.genes, 'gene')}. ${genome.description}`,
          }))}
          value={scope.genome.id}
          onChange={(genome) => change({ genome, alleles: undefined })}
        />
        <Select
          label="Alleles"
          choices={(scope.rules.length === 0 ? [scope.chosen] : scope.rules).map((entry) => ({
            id: entry.id,
            name: ruleText(entry.rule),
            note: plural(entry.modelIds.length, 'model'),
          }))}
          value={scope.chosen.id}
          onChange={(alleles) => change({ alleles })}
        />
        <Select
          label="Measure"
          choices={measure.options.map((id) => ({
            id,
            name: measureWords[id].name,
            note: `D = ${measureWords[id].distance}, ${measureWords[id].note}`,
          }))}
          value={scope.measure}
          onChange={(chosen) => change({ measure: chosen })}
        />
        {scope.isSubset ? (
          <div className={styles['all']}>
            <Button look="quiet" onPress={() => change({ models: undefined })}>
              Compare all models
            </Button>
          </div>
        ) : null}
      </div>
      <p className={styles['dropped']} role="status">
        {dropped.join(' ')}
      </p>
      {isChoosing ? (
        <ComparedModels
          models={taken.models}
          note={taken.note}
          compared={taken.chosen}
          onChoose={(chosen) => change({ models: chosen })}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </section>
  )
}
