import { isProbeable } from '../../model/files-state.ts'
import { geneLine } from '../../../core/format/visible-text.ts'
import { useMemo, useState } from 'react'
import type { GenomeSummary, ModelSummary, ProbeSettings } from '../../../engine/api/contract.ts'
import { answerTo } from '../../api/answered.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { ModelChoiceList } from '../../components/model-choice-list.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { Segments } from '../../components/segments.tsx'
import { Select } from '../../components/select.tsx'
import { Notice } from '../../components/states.tsx'
import { MachineLimits } from '../../limits/machine-limits.tsx'
import { queuedText } from '../../queue/queued-text.ts'
import { countText, plural, significant } from '../../../core/format/quantity.ts'
import { chosenLoad, probeLimits, probeView } from './probe-view-settings.ts'
import { pooledTolerance, tolerancePresets } from '../../../core/population/probe-settings.ts'
import { EstimateText } from './estimate-text.tsx'
import { usualGenome } from '../../../core/genome/usual-genome.ts'
import textStyles from '../../components/text.module.css'
import layoutStyles from '../../components/layout.module.css'
import styles from './probe.module.css'

interface ProbeFormProps {
  readonly models: readonly ModelSummary[]
  readonly genomes: readonly GenomeSummary[]
}

type TolerancePreset = keyof typeof tolerancePresets | 'pooled'

const presets: Readonly<Record<TolerancePreset, Pick<ProbeSettings, 'tolerance' | 'pooled'>>> = {
  quick: { tolerance: tolerancePresets.quick, pooled: false },
  standard: { tolerance: tolerancePresets.standard, pooled: false },
  fine: { tolerance: tolerancePresets.fine, pooled: false },
  pooled: { tolerance: pooledTolerance, pooled: true },
}

/** Genome and tolerance together, the quick one first. */
const extents = [
  { id: 'quick', name: 'Quick look', genome: 'quick', preset: 'quick', note: 'a first tree from 32 genes, coarsely' },
  { id: 'full', name: 'Full', genome: 'general', preset: 'standard', note: 'trees and matrices from 128 genes' },
] as const

const presetNotes: Readonly<Record<TolerancePreset, string>> = {
  quick: 'A first look. The sum of squared probabilities of each gene is known to 0.01.',
  standard: 'For trees and matrices. Known to 0.001 per gene.',
  fine: 'For close relatives, such as quantizations. Known to 0.0001 per gene; several times slower.',
  pooled:
    'For one similarity over the whole genome. Known to 1 % of the sum over the genes, with fewer evaluations than as much accuracy for each gene takes; single genes may stay coarse.',
}

/** What to probe, with what, and how finely. */
export function ProbeForm({ models, genomes }: ProbeFormProps) {
  const [view, change] = useViewSettings(probeView)
  const { filter, threads, gpu } = view
  const { chars, strip, temperature, tolerance, pooled, maxDepth, maxNodes } = view
  const settings: ProbeSettings = { chars, strip, temperature, tolerance, pooled, maxDepth, maxNodes }
  const start = useCommand('probes.start')

  const preset = presetOf(settings)
  const wanted = useMemo(() => new Set(view.models), [view.models])
  const present = models.filter(isProbeable)
  const chosen = present.filter((model) => wanted.has(model.id))
  const genome = genomes.find((candidate) => candidate.id === view.genome) ?? usualGenome(genomes, models)

  const request = {
    modelIds: chosen.map((model) => model.id),
    genomeId: genome?.id ?? '',
    settings,
    load: chosenLoad(view),
  }
  const queued = answerTo(start, request)
  const extent = extents.find(
    ({ genome: name, preset: of }) => genome?.name === name && genome.builtIn && preset === of,
  )
  const offered = extents.filter(({ genome: name }) => genomes.some((entry) => entry.builtIn && entry.name === name))

  return (
    <form
      className={styles['form']}
      aria-label="New probe"
      onSubmit={(event) => {
        event.preventDefault()
        if (genome !== undefined) start.mutate(request)
      }}
    >
      <div className={styles['fields']}>
        <section aria-labelledby="probe-models" className={styles['models']}>
          <div className={layoutStyles['ends']}>
            <h2 id="probe-models">Models</h2>
            <span className={textStyles['muted']} role="status">
              {chosen.length} of {present.length} chosen
            </span>
          </div>
          <ModelChoiceList
            label="Models to probe"
            models={present}
            {...(models.length > 0
              ? { whenNone: 'No file of a model of this library is here, so none can be probed.' }
              : {})}
            chosen={chosen.map((model) => model.id)}
            onChoose={(ids) => change({ models: ids })}
            filter={filter}
            onFilter={(value) => change({ filter: value })}
            remarkOf={(model) => (genome !== undefined && model.probedGenomes.includes(genome.name) ? 'probed' : null)}
          />
        </section>

        <section aria-labelledby="probe-extent" className={styles['section']}>
          <h2 id="probe-extent" className="visually-hidden">
            Extent
          </h2>
          <Segments
            label="Extent"
            choices={offered.map(({ id, name }) => ({ id, name }))}
            value={extent?.id ?? null}
            onChange={(id) => {
              const wantedExtent = extents.find((candidate) => candidate.id === id)!
              const named = genomes.find((entry) => entry.builtIn && entry.name === wantedExtent.genome)
              change({ genome: named?.id, ...presets[wantedExtent.preset] })
            }}
          />
          <ul className={styles['extents']}>
            {offered.map((each) => (
              <li key={each.id} className={textStyles['muted']}>
                {each.name}: {each.note}
                {chosen.length === 0 ? null : (
                  <EstimateText
                    modelIds={request.modelIds}
                    genomeId={genomes.find((entry) => entry.builtIn && entry.name === each.genome)!.id}
                    settings={{ ...settings, ...presets[each.preset] }}
                  />
                )}
              </li>
            ))}
          </ul>
        </section>

        <section aria-labelledby="probe-genome" className={styles['section']}>
          <h2 id="probe-genome" className="visually-hidden">
            Genome
          </h2>
          <Select
            label="Genome"
            choices={genomes.map((entry) => ({
              id: entry.id,
              name: `${entry.name}, ${plural(entry.genes, 'gene')}`,
              note: entry.description,
            }))}
            value={genome?.id ?? null}
            onChange={(id) => change({ genome: id })}
          />
          {genome === undefined ? (
            <Notice tone="warning">There is no genome yet. Add one under Genomes.</Notice>
          ) : (
            <GenomePreview genome={genome} />
          )}
        </section>

        <section aria-labelledby="probe-tolerance" className={styles['section']}>
          <h2 id="probe-tolerance" className="visually-hidden">
            Tolerance
          </h2>
          <Segments
            label="Tolerance"
            choices={[
              { id: 'quick', name: 'Quick' },
              { id: 'standard', name: 'Standard' },
              { id: 'fine', name: 'Fine' },
              { id: 'pooled', name: 'Pooled' },
            ]}
            value={preset}
            onChange={(name) => change(presets[name])}
          />
          <p className={textStyles['muted']}>{preset === null ? toleranceNote(settings) : presetNotes[preset]}</p>
        </section>

        <KeptDisclosure id="details" title="Alleles, caps and loading">
          <div className={styles['grid']}>
            <NumberField
              label="Allele length (characters)"
              value={settings.chars}
              minimum={probeLimits.chars.least}
              maximum={probeLimits.chars.most}
              onChange={(chars) => change({ chars })}
            />
            <NumberField
              label="Temperature"
              value={settings.temperature}
              minimum={probeLimits.temperature.least}
              maximum={probeLimits.temperature.most}
              step={0.05}
              decimals={2}
              onChange={(temperature) => change({ temperature })}
            />
            <Select
              label="Leading white space"
              choices={[
                { id: 'none', name: 'Kept' },
                {
                  id: 'phylolm',
                  name: 'Stripped as in PhyloLM',
                  note: 'Leading spaces, then leading newlines, are removed',
                },
              ]}
              value={settings.strip}
              onChange={(strip) => change({ strip })}
            />
            <NumberField
              label="Deepest path (tokens)"
              value={settings.maxDepth}
              minimum={probeLimits.maxDepth.least}
              maximum={probeLimits.maxDepth.most}
              onChange={(maxDepth) => change({ maxDepth })}
            />
            <NumberField
              label="Most nodes per gene"
              value={settings.maxNodes}
              minimum={probeLimits.maxNodes.least}
              maximum={probeLimits.maxNodes.most}
              step={100}
              onChange={(maxNodes) => change({ maxNodes })}
            />
            <NumberField
              label="Threads (0: automatic)"
              value={threads}
              minimum={0}
              maximum={probeLimits.threads.most}
              onChange={(value) => change({ threads: value })}
            />
          </div>
          <div className={styles['gpu']}>
            <Checkbox isSelected={gpu} onChange={(isOn) => change({ gpu: isOn })}>
              Use the GPU where there is one
            </Checkbox>
          </div>
          <p className={textStyles['muted']}>
            Only populations with the same allele length, temperature and white space rule can be compared.
          </p>
        </KeptDisclosure>
        <MachineLimits />
      </div>

      <div className={layoutStyles['submit']}>
        {start.error === null ? null : <Notice tone="danger">{start.error.message}</Notice>}
        <div className={layoutStyles['ends']}>
          <span className={textStyles['muted']} role="status">
            {queued !== undefined
              ? queuedText(queued, 'complete')
              : chosen.length === 0 || genome === undefined
                ? 'Choose at least one model.'
                : `${plural(chosen.length, 'model')} × ${plural(genome.genes, 'gene')},`}{' '}
            {queued !== undefined || chosen.length === 0 || genome === undefined ? null : (
              <EstimateText modelIds={request.modelIds} genomeId={genome.id} settings={settings} isWhole />
            )}
          </span>
          <Button
            type="submit"
            look="primary"
            icon="play"
            isDisabled={chosen.length === 0 || genome === undefined || start.isPending}
          >
            Start
          </Button>
        </div>
      </div>
    </form>
  )
}

/** The preset of a tolerance; null for any other, as an address may hold. */
function presetOf({ tolerance, pooled }: ProbeSettings): TolerancePreset | null {
  const names = Object.keys(presets) as TolerancePreset[]
  return names.find((name) => presets[name].tolerance === tolerance && presets[name].pooled === pooled) ?? null
}

function toleranceNote({ tolerance, pooled }: ProbeSettings): string {
  return pooled
    ? `None of these: known to ${significant(100 * tolerance, 2)} % of the sum over the genes.`
    : `None of these: the sum of squared probabilities of each gene is known to ${significant(tolerance, 2)}.`
}

function GenomePreview({ genome }: { readonly genome: GenomeSummary }) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <p className={textStyles['muted']}>{genome.description}</p>
      <Button look="quiet" icon={open ? 'up' : 'down'} aria-expanded={open} onPress={() => setOpen(!open)}>
        {open ? 'Hide the genes' : `Show the ${plural(genome.genes, 'gene')}`}
      </Button>
      {open ? <GeneList key={genome.id} genome={genome} /> : null}
    </div>
  )
}

const firstShown = 200

function GeneList({ genome }: { readonly genome: GenomeSummary }) {
  const detail = useCall('genomes.get', { genomeId: genome.id })
  const [limit, setLimit] = useState(firstShown)
  if (detail.error !== null && detail.data === undefined) return <Notice tone="danger">{detail.error.message}</Notice>
  const texts = detail.data?.texts ?? []
  return (
    <>
      <ol className={styles['genes']} tabIndex={0} aria-label={`Genes of ${genome.name}`}>
        {texts.slice(0, limit).map((text, index) => (
          <li key={index}>
            <span className={styles['geneNumber']}>{index + 1}</span>
            <span className={styles['geneText']}>{geneLine(text)}</span>
          </li>
        ))}
      </ol>
      {texts.length > limit ? (
        <Button look="quiet" onPress={() => setLimit(limit + 1000)}>
          Show more of the {countText(texts.length)}
        </Button>
      ) : null}
    </>
  )
}
