import { plural } from '../../../core/format/quantity.ts'
import { methodWords, rootWords } from '../../../engine/analyses/comparison-words.ts'
import { treeRequest } from '../../../engine/analyses/tree.ts'
import { insideRequest, treeMethod } from '../../../engine/analyses/tree-choices.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { NumberField } from '../../components/number-field.tsx'
import { Select } from '../../components/select.tsx'
import type { SettingChanges } from '../../settings/view-settings.ts'
import { RequestField } from '../analysis/setting-field.tsx'
import comparisonStyles from '../comparison/comparison.module.css'
import { shownLayout, type treeView, type TreeSettings } from './tree-settings.ts'
import styles from './tree.module.css'

type Change = (changes: SettingChanges<typeof treeView.settings>) => void

/** How the tree is made and drawn. */
export function TreeControls({
  settings,
  models,
  change,
}: {
  readonly settings: TreeSettings
  readonly models: readonly ModelSummary[]
  readonly change: Change
}) {
  const isCombined = settings.inside === 'weights'
  const layout = shownLayout(settings.layout, models.length)
  return (
    <section className={comparisonStyles['group']} aria-labelledby="tree-controls">
      <h2 id="tree-controls" className={comparisonStyles['groupTitle']}>
        Tree
      </h2>
      <RequestField
        request={insideRequest}
        field="inside"
        value={settings.inside}
        onChange={(inside) => change({ inside: inside === 'weights' ? 'weights' : 'behaviour' })}
      />
      {isCombined ? null : (
        <Select
          label="Layout"
          choices={[
            { id: 'unrooted', name: 'Unrooted', note: 'Equal angle, branches to scale' },
            { id: 'phylogram', name: 'Phylogram', note: 'Rectangular, branches to scale' },
            { id: 'cladogram', name: 'Cladogram', note: 'Rectangular, branching order only' },
            { id: 'circular', name: 'Circular', note: 'Root in the middle, branches to scale' },
            { id: 'circular-cladogram', name: 'Circular cladogram', note: 'Root in the middle, branching order only' },
          ]}
          value={layout}
          onChange={(chosen) => change({ layout: chosen })}
        />
      )}
      <Select
        label="Method"
        choices={treeMethod.options.map((id) => ({ id, name: methodWords[id].name, note: methodWords[id].note }))}
        value={settings.method}
        onChange={(method) => change({ method })}
      />
      <Select
        label="Root"
        isDisabled={settings.method === 'upgma'}
        choices={[
          ...(isCombined
            ? [{ id: 'midpoint', name: `${rootWords.midpoint}, for display` }]
            : [
                {
                  id: 'none',
                  name: layout === 'unrooted' ? rootWords.none : `${rootWords.none} (midpoint for display)`,
                },
                { id: 'midpoint', name: rootWords.midpoint },
              ]),
          ...models.map((model) => ({ id: model.id, name: rootWords.outgroup(model.name) })),
        ]}
        value={settings.method === 'upgma' ? null : isCombined && settings.root === 'none' ? 'midpoint' : settings.root}
        placeholder={rootWords.byMethod}
        onChange={(root) => change({ root })}
      />
      <Select
        label="Bootstrap over genes"
        choices={[
          { id: '0', name: 'Off' },
          { id: '100', name: '100 replicates' },
          { id: '1000', name: '1000 replicates' },
          ...(['0', '100', '1000'].includes(String(settings.replicates))
            ? []
            : [{ id: String(settings.replicates), name: plural(settings.replicates, 'replicate') }]),
        ]}
        value={String(settings.replicates)}
        onChange={(replicates) => change({ replicates: Number(replicates) })}
      />
      {settings.replicates > 0 ? (
        <div className={styles['pair']}>
          {isCombined ? null : (
            <NumberField
              label="Support ≥ (%)"
              value={settings.support}
              minimum={0}
              maximum={100}
              step={5}
              onChange={(value) => change({ support: value })}
            />
          )}
          <RequestField
            request={treeRequest}
            field="seed"
            value={settings.seed}
            onChange={(value) => change({ seed: Number(value) })}
          />
        </div>
      ) : null}
      <Select
        label={isCombined ? 'Colour of the models' : 'Colour of the tips'}
        choices={[
          {
            id: 'family',
            name: 'Family',
            note: 'As stated, else by declared base or name, measured nearness or tokenizer',
          },
          { id: 'architecture', name: 'Architecture' },
          { id: 'quantization', name: 'Quantization' },
          { id: 'none', name: 'None' },
        ]}
        value={settings.color}
        onChange={(color) => change({ color })}
      />
    </section>
  )
}
