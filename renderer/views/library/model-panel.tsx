import type { ModelDetail, ModelSummary } from '../../../engine/api/contract.ts'
import type { Kinship } from '../../../engine/analyses/model-sentence.ts'
import { useCall } from '../../api/queries.tsx'
import { goTo } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Fact } from '../../components/fact.tsx'
import { EditableName } from '../../components/editable-name.tsx'
import { FactsPanel } from '../../components/facts-panel.tsx'
import { LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { ModelName } from '../model/model-name.tsx'
import { modelView } from '../model/model-settings.ts'
import { probeView } from '../probe/probe-view-settings.ts'
import { KeptTabs } from '../../app/kept-sections.tsx'
import { significant } from '../../../core/format/quantity.ts'
import { headerFacts } from '../../model/header-facts.ts'
import { HeaderMetadata } from './header-metadata.tsx'
import { ModelFiles } from './model-files.tsx'
import { ModelNotices } from './model-notices.tsx'
import { ModelPlaces } from './model-places.tsx'
import { ProbeFacts } from './probe-facts.tsx'
import { TensorTypes } from './tensor-types.tsx'
import { isProbeable } from '../../model/files-state.ts'
import styles from './library.module.css'

interface ModelPanelProps {
  readonly model: ModelSummary
  /** What it is to the others; null where nothing is known. */
  readonly kinship: Kinship | null
  /** Sentences in which the lineage contradicts its family. */
  readonly remarks: readonly string[]
  readonly isRenaming: boolean
  readonly onRenaming: (isRenaming: boolean) => void
  readonly onClose: () => void
  /** Opens the dialog that states its family. */
  readonly onFamily: () => void
  /** Opens the dialog with its tags. */
  readonly onTags: () => void
  readonly onRemove: () => void
}

/** The facts of one model: what its file says, its tensors, and what it has been probed with. */
export function ModelPanel(props: ModelPanelProps) {
  const { model, kinship, remarks, isRenaming, onRenaming, onClose, onFamily, onTags, onRemove } = props
  const detail = useCall('models.get', { modelId: model.id })
  const probes = useCall('probes.list', {})
  const ofModel = (probes.data ?? []).filter((probe) => probe.modelId === model.id)
  return (
    <FactsPanel
      what="Facts"
      id={model.id}
      name={model.name}
      heading={
        <EditableName model={model} isEditing={isRenaming} onEditing={onRenaming}>
          <ModelName id={model.id} name={model.name} />
        </EditableName>
      }
      onClose={onClose}
    >
      {detail.isPending ? (
        <LoadingState label="Reading the header" />
      ) : detail.data === undefined ? (
        <UnansweredState title="The facts could not be read" call={detail} />
      ) : (
        <KeptTabs
          label={`Facts of ${model.name}`}
          tabs={[
            { id: 'facts', name: 'Facts', content: <Facts model={detail.data} kinship={kinship} remarks={remarks} /> },
            { id: 'metadata', name: 'Metadata', content: <HeaderMetadata model={detail.data} /> },
            {
              id: 'probes',
              name: `Probes ${ofModel.length === 0 ? '' : ofModel.length}`,
              content: <ProbeFacts probes={ofModel} />,
            },
          ]}
        />
      )}
      <div className={styles['panelFoot']}>
        <Button onPress={() => goTo(modelView, { model: model.id })}>Open page</Button>
        <Button icon="probe" isDisabled={!isProbeable(model)} onPress={() => goTo(probeView, { models: [model.id] })}>
          Probe
        </Button>
        <Button onPress={onFamily}>Set family</Button>
        <Button onPress={onTags}>Set tags</Button>
        <Button look="quiet" icon="remove" onPress={onRemove}>
          Remove
        </Button>
      </div>
    </FactsPanel>
  )
}

interface FactsProps extends Pick<ModelPanelProps, 'kinship' | 'remarks'> {
  readonly model: ModelDetail
}

function Facts({ model, kinship, remarks }: FactsProps) {
  return (
    <>
      <ModelNotices model={model} />
      {remarks.map((text) => (
        <Notice key={text} tone="warning">
          {text}
        </Notice>
      ))}
      <dl className={styles['facts']}>
        {headerFacts(model).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
        {kinship === null ? null : <Fact name="To the others" value={`${kinship.words} ${kinship.figure}`.trim()} />}
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
      </dl>
      <h3 className={styles['section']}>Tensor types</h3>
      <TensorTypes model={model} />
      <ModelPlaces model={model} />
      <h3 className={styles['section']}>{model.files.length > 1 ? 'Files' : 'File'}</h3>
      <ModelFiles model={model} />
    </>
  )
}
