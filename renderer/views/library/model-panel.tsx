import type { ModelDetail, ModelSummary, ProbeSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useCall } from '../../api/queries.tsx'
import { goTo } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { FactsPanel } from '../../components/facts-panel.tsx'
import { LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { probeView } from '../probe/probe-view-settings.ts'
import { KeptTabs } from '../../app/kept-sections.tsx'
import { environmentText } from '../../../core/format/environment-text.ts'
import { missingNoise } from '../../../core/format/noise-text.ts'
import { printable } from '../../../core/format/printable.ts'
import { bytesText, countText, durationText, plural, significant } from '../../../core/format/quantity.ts'
import { toleranceText } from '../../../core/format/tolerance.ts'
import { momentText } from '../../format/moment.ts'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { precisionText } from '../../model/probe-precision.ts'
import { markedArchitecture } from '../../../core/model/model-purpose.ts'
import { familyText } from '../../../core/model/family.ts'
import { declaredBaseText } from '../../model/declared-base.ts'
import { ModelPlaces } from './model-places.tsx'
import { filesStateText, isProbeable } from '../../model/files-state.ts'
import styles from './library.module.css'

interface ModelPanelProps {
  readonly model: ModelSummary
  /** What its weights say that it was made from; null where they say nothing, or are not read. */
  readonly lineage: string | null
  readonly onClose: () => void
  /** Opens the dialog that states its family. */
  readonly onFamily: () => void
  readonly onRemove: () => void
}

/** The facts of one model: what its file says, its tensors, and what it has been probed with. */
export function ModelPanel({ model, lineage, onClose, onFamily, onRemove }: ModelPanelProps) {
  const detail = useCall('models.get', { modelId: model.id })
  const probes = useCall('probes.list', {})
  const ofModel = (probes.data ?? []).filter((probe) => probe.modelId === model.id)
  return (
    <FactsPanel what="Facts" name={model.name} onClose={onClose}>
      {detail.isPending ? (
        <LoadingState label="Reading the header" />
      ) : detail.data === undefined ? (
        <UnansweredState title="The facts could not be read" call={detail} />
      ) : (
        <KeptTabs
          label={`Facts of ${model.name}`}
          tabs={[
            { id: 'facts', name: 'Facts', content: <Facts model={detail.data} lineage={lineage} /> },
            { id: 'metadata', name: 'Metadata', content: <Metadata model={detail.data} /> },
            {
              id: 'probes',
              name: `Probes ${ofModel.length === 0 ? '' : ofModel.length}`,
              content: <Probes probes={ofModel} />,
            },
          ]}
        />
      )}
      <div className={styles['panelFoot']}>
        <Button icon="probe" isDisabled={!isProbeable(model)} onPress={() => goTo(probeView, { models: [model.id] })}>
          Probe
        </Button>
        <Button onPress={onFamily}>Set family</Button>
        <Button look="quiet" icon="remove" onPress={onRemove}>
          Remove
        </Button>
      </div>
    </FactsPanel>
  )
}

function Facts({ model, lineage }: { readonly model: ModelDetail; readonly lineage: string | null }) {
  return (
    <>
      {model.filesState === 'present' ? null : (
        <Notice tone="warning">
          {filesStateText[model.filesState]} Stored results stay usable
          {isProbeable(model) ? '' : '; probing needs the file as it was, or adding it again'}.
        </Notice>
      )}
      {remarkTexts(model).map((text) => (
        <Notice key={text} tone="warning">
          {text}
        </Notice>
      ))}
      <dl className={styles['facts']}>
        <Fact name="Declared name" value={model.declaredName} />
        <Fact name="Architecture" value={markedArchitecture(model)} />
        <Fact name="Weights" value={countText(model.parameters)} />
        <Fact name="Quantization" value={model.quantization} />
        <Fact
          name="Size"
          value={`${bytesText(model.size)}${model.parts > 1 ? ` in ${plural(model.parts, 'part')}` : ''}`}
        />
        <Fact name="Tokenizer" value={`${model.tokenizer}, ${plural(model.vocabularySize, 'token')}`} />
        <Fact name="Context" value={model.contextLength === null ? null : plural(model.contextLength, 'token')} />
        <Fact name="Declared base" value={declaredBaseText(model)} />
        {lineage === null ? null : <Fact name="By its weights" value={lineage} />}
        <Fact name="Family" value={familyText(model)} />
        {model.importedFamily === null || model.importedFamily === model.family ? null : (
          <Fact name="Family in a table of scores" value={model.importedFamily} />
        )}
        <Fact
          name="Near it, by pooled Nei distance"
          value={
            model.near.length === 0
              ? 'none of the models compared so far'
              : model.near.map(({ name, distance }) => `${name} ${significant(distance, 2)}`).join(', ')
          }
        />
        <Fact name="License" value={model.license} />
        <Fact name="Added" value={momentText(model.addedAt)} />
      </dl>
      <h3 className={styles['section']}>Tensor types</h3>
      <table className={styles['small']}>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col" className={styles['number']}>
              Tensors
            </th>
            <th scope="col" className={styles['number']}>
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {model.tensorTypes.map((entry) => (
            <tr key={entry.type}>
              <td>{entry.type}</td>
              <td className={styles['number']}>{countText(entry.tensors)}</td>
              <td className={styles['number']}>{bytesText(entry.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ModelPlaces model={model} />
      <h3 className={styles['section']}>{model.files.length > 1 ? 'Files' : 'File'}</h3>
      {model.files.map((file) => (
        <dl key={file.path} className={styles['entry']}>
          <dt className={styles['code']}>{printable(file.path)}</dt>
          <dd className={styles['muted']}>
            {bytesText(file.size)}, sha256 <span className={styles['code']}>{file.sha256}</span>
          </dd>
        </dl>
      ))}
    </>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value ?? <span className={styles['none']}>not declared</span>}</dd>
    </>
  )
}

function Metadata({ model }: { readonly model: ModelDetail }) {
  return (
    <dl>
      {model.metadata.map((entry) => (
        <div key={entry.key} className={styles['entry']}>
          <dt className={styles['key']} title={entry.type}>
            {entry.key}
          </dt>
          <dd className={styles['value']}>{entry.value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Probes({ probes }: { readonly probes: readonly ProbeSummary[] }) {
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
