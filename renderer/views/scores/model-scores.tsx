import { plural } from '../../../core/format/quantity.ts'
import { useState } from 'react'
import { scoreText } from '../../../core/format/score-text.ts'
import { familySourceWords } from '../../../core/model/family.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { measuringRun, type Score, type ScoredModel } from '../../../engine/api/scores-contract.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { goTo } from '../../app/use-route.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { FactsPanel } from '../../components/facts-panel.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { Select } from '../../components/select.tsx'
import { Notice } from '../../components/states.tsx'
import { benchmarksView } from '../benchmarks/benchmarks-settings.ts'
import { KeptTabs } from '../../app/kept-sections.tsx'
import { TextField } from '../../components/text-field.tsx'
import { ModelName } from '../model/model-name.tsx'
import { AddScore } from './add-score.tsx'
import { readNumber } from './read-number.ts'
import { columnTitle } from '../../model/column-choices.ts'
import textStyles from '../../components/text.module.css'
import styles from './scores.module.css'

interface ModelScoresProps {
  readonly model: ScoredModel
  /** Of all models. */
  readonly scores: readonly Score[]
  readonly onClose: () => void
}

/** All scores of one model with their sources, and what is known of it. */
export function ModelScores({ model, scores, onClose }: ModelScoresProps) {
  const [adding, setAdding] = useState(false)
  const ofModel = scores.filter((score) => score.scoredModelId === model.id)
  return (
    <FactsPanel
      what="Scores"
      id={model.id}
      name={model.name}
      heading={model.modelId === null ? model.name : <ModelName id={model.modelId} name={model.name} />}
      onClose={onClose}
    >
      <KeptTabs
        label="About the model"
        tabs={[
          {
            id: 'scores',
            name: `Scores (${ofModel.length})`,
            content: <ScoreList scores={ofModel} onAdd={() => setAdding(true)} />,
          },
          { id: 'facts', name: 'Model', content: <Facts model={model} /> },
        ]}
      />
      {adding ? (
        <AddScore
          table={{ models: [model], scores: [...scores] }}
          model={model.name}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </FactsPanel>
  )
}

function ScoreList({ scores, onAdd }: { readonly scores: readonly Score[]; readonly onAdd: () => void }) {
  const remove = useCommand('scores.remove')
  return (
    <div className={styles['panelBody']}>
      <Button icon="plus" onPress={onAdd}>
        Add a score
      </Button>
      {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
      <ul className={styles['scoreList']}>
        {scores.map((score) => {
          const name = columnTitle(score)
          return (
            <li key={score.id}>
              <div className={styles['scoreLine']}>
                <span className={textStyles['ellipsis']} title={name}>
                  {name}
                </span>
                <span className={styles['figure']}>{scoreText(score)}</span>
                {score.source === 'measured' ? (
                  <IconButton
                    icon="benchmarks"
                    label={`Show the run of ${name}`}
                    onPress={() =>
                      goTo(benchmarksView, { run: measuringRun(score) ?? undefined, only: undefined, from: undefined })
                    }
                  />
                ) : (
                  <IconButton
                    icon="remove"
                    label={`Remove ${name}, ${score.source}`}
                    onPress={() => remove.mutate({ scoreId: score.id })}
                  />
                )}
              </div>
              <div className={textStyles['muted']}>
                {score.source}
                {score.n === null ? '' : `, ${plural(score.n, 'item')}`}
                {score.sourceDetail === '' ? '' : `, ${score.sourceDetail}`}
              </div>
              <RemarksButton remarks={remarkTexts(score)} subject={name} />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** Where the family comes from, and that a model has one everywhere. */
function familyDescription({ modelId, familySource, family, importedFamily }: ScoredModel): string {
  const source = familySource === null ? 'Nothing is known of it.' : `Now from: ${familySourceWords[familySource]}.`
  const otherFamily =
    importedFamily === null || importedFamily === family ? '' : ` The table of scores says ${importedFamily}.`
  return `${source}${otherFamily}${modelId === null ? '' : ' What is stored here is stated for the model of the library.'}`
}

const none = 'none'

function Facts({ model }: { readonly model: ScoredModel }) {
  const library = useCall('models.list', {})
  const describe = useCommand('scores.describeModel')
  const match = useCommand('scores.match')
  const written = (value: number | null): string => (value === null ? '' : String(value))
  const [fields, setFields] = useState({
    name: model.name,
    aliases: model.aliases.join(', '),
    family: model.family ?? '',
    parameters: written(model.parameters),
    tokens: written(model.tokens),
    flops: written(model.flops),
  })
  const change = (field: keyof typeof fields) => (value: string) => setFields({ ...fields, [field]: value })
  const counts = (['parameters', 'tokens', 'flops'] as const).map((field) => ({
    field,
    value: readNumber(fields[field]),
    given: fields[field].trim() !== '',
  }))
  const wrong = counts.find(({ value, given }) => given && (value === null || value <= 0))
  const described = {
    scoredModelId: model.id,
    name: fields.name,
    aliases: fields.aliases
      .split(',')
      .map((alias) => alias.trim())
      .filter((alias) => alias !== ''),
    // A family that is read from files or measured is not stated by storing something else.
    ...(fields.family === (model.family ?? '') ? {} : { family: fields.family.trim() === '' ? null : fields.family }),
    ...Object.fromEntries(counts.map(({ field, value, given }) => [field, given ? value : null])),
  }
  const [storedFields, setStoredFields] = useState<typeof fields | null>(null)
  const store = () => describe.mutate(described, { onSuccess: () => setStoredFields(fields) })
  return (
    <div className={styles['panelBody']}>
      <Select
        label="Model of the library"
        choices={[{ id: none, name: 'None' }, ...(library.data ?? []).map(({ id, name }) => ({ id, name }))]}
        value={model.modelId ?? none}
        onChange={(id) => match.mutate({ matches: [{ scoredModelId: model.id, modelId: id === none ? null : id }] })}
      />
      {match.error === null ? null : <Notice tone="danger">{match.error.message}</Notice>}
      <TextField label="Name" value={fields.name} onChange={change('name')} mostCharacters={200} />
      <TextField label="Other names, by commas" value={fields.aliases} onChange={change('aliases')} />
      <TextField
        label="Family"
        value={fields.family}
        onChange={change('family')}
        mostCharacters={200}
        description={familyDescription(model)}
      />
      <TextField label="Weights" value={fields.parameters} onChange={change('parameters')} placeholder="7e9" />
      <TextField label="Tokens of training" value={fields.tokens} onChange={change('tokens')} placeholder="2e12" />
      <TextField label="FLOPs of training" value={fields.flops} onChange={change('flops')} placeholder="8.4e22" />
      {wrong === undefined ? null : (
        <Notice tone="warning">
          Expected a number above 0, such as 7e9, or nothing; found “{fields[wrong.field]}”.
        </Notice>
      )}
      {describe.error === null ? null : <Notice tone="danger">{describe.error.message}</Notice>}
      <div>
        <Button isDisabled={wrong !== undefined || fields.name.trim() === '' || describe.isPending} onPress={store}>
          Store
        </Button>
        {storedFields === fields ? (
          <span className={textStyles['muted']} role="status">
            {' '}
            Stored.
          </span>
        ) : null}
      </div>
    </div>
  )
}
