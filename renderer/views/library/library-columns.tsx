import { familySourceWords } from '../../../core/model/family.ts'
import { placesText } from '../../../core/format/places-text.ts'
import { printable } from '../../../core/format/printable.ts'
import { bytesText, countText, weightsText } from '../../../core/format/quantity.ts'
import { markedArchitecture } from '../../../core/model/model-purpose.ts'
import type { Kinship } from '../../../engine/analyses/model-sentence.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { CutText } from '../../components/cut-text.tsx'
import { Icon } from '../../components/icon.tsx'
import type { TableColumn } from '../../components/table-columns.ts'
import { momentText } from '../../format/moment.ts'
import { declaredBaseText } from '../../model/declared-base.ts'
import { filesText, filesWords } from '../../model/files-state.ts'
import { folderOf } from '../../model/folder-of.ts'
import textStyles from '../../components/text.module.css'
import styles from './library.module.css'

/** What columns show beyond the models themselves. */
export interface ColumnFacts {
  readonly kinship: ReadonlyMap<string, Kinship>
  /** Sentences in which the lineage contradicts the family of a model, by its id. */
  readonly contradictions: ReadonlyMap<string, readonly string[]>
  /** Shows only models of a tag. */
  readonly onTag: (tag: string) => void
}

/** Columns that can be shown beside the name, in their order. */
export const columnIds = [
  'lineage',
  'family',
  'parameters',
  'quantization',
  'size',
  'tags',
  'genomes',
  'folder',
  'added',
  'architecture',
  'tokenizer',
  'base',
  'path',
] as const
export type ColumnId = (typeof columnIds)[number]

export const usualColumns: readonly ColumnId[] = columnIds.slice(0, 9)

/** All columns of the library, the name first. */
export function libraryColumns({ kinship, contradictions, onTag }: ColumnFacts): readonly TableColumn<ModelSummary>[] {
  const textOf = (id: string): string | null => {
    const told = kinship.get(id)
    return told === undefined ? null : [told.words, told.figure].filter((part) => part !== '').join(' ')
  }
  const ofId: Readonly<Record<ColumnId, Omit<TableColumn<ModelSummary>, 'id'>>> = {
    lineage: {
      name: 'Lineage',
      hint: 'What a model is to the others: by its weights, else by its behaviour, else by its header',
      width: '4fr',
      minWidth: 220,
      sortKey: ({ id }) => textOf(id),
      cell: ({ id }) => <KinshipText told={kinship.get(id)} />,
    },
    family: {
      name: 'Family',
      hint: 'As stated, else by declared base or name, measured nearness or tokenizer',
      width: 112,
      sortKey: familyName,
      cell: (model) => (
        <>
          <CutText text={familyName(model)} title={`${model.family}: ${familySourceWords[model.familySource]}`} />
          <Contradiction texts={contradictions.get(model.id)} />
        </>
      ),
    },
    parameters: {
      name: 'Parameters',
      hint: 'Number of weights, from the tensor table',
      width: 96,
      align: 'end',
      sortKey: (model) => model.parameters,
      cell: (model) => <span title={countText(model.parameters)}>{weightsText(model.parameters)}</span>,
    },
    quantization: {
      name: 'Quantization',
      width: 104,
      sortKey: (model) => model.quantization,
      cell: (model) => <CutText text={model.quantization} />,
    },
    size: {
      name: 'Size',
      width: 80,
      align: 'end',
      sortKey: (model) => model.size,
      cell: (model) => bytesText(model.size),
    },
    tags: {
      name: 'Tags',
      width: '1fr',
      minWidth: 72,
      sortKey: ({ tags }) => (tags.length === 0 ? null : tags.join(', ')),
      cell: ({ tags }) => <Tags tags={tags} onTag={onTag} />,
    },
    genomes: {
      name: 'Probed with',
      hint: 'Genomes this model has complete populations for',
      width: '1fr',
      minWidth: 96,
      sortKey: genomesText,
      cell: (model) => <CutText text={genomesText(model)} />,
    },
    folder: {
      name: 'Folder',
      hint: 'In which the file lies that is read',
      width: '1fr',
      minWidth: 110,
      sortKey: ({ path }) => (path === '' ? null : folderOf(path)),
      cell: ({ path }) => <PathText path={path === '' ? null : folderOf(path)} />,
    },
    added: {
      name: 'Added',
      width: 98,
      sortKey: (model) => model.addedAt,
      cell: ({ addedAt }) => <CutText text={momentText(addedAt).slice(0, 10)} title={momentText(addedAt)} />,
    },
    architecture: {
      name: 'Architecture',
      width: 104,
      sortKey: (model) => model.architecture,
      cell: (model) => <CutText text={markedArchitecture(model)} />,
    },
    tokenizer: {
      name: 'Tokenizer',
      width: 108,
      sortKey: (model) => model.tokenizer,
      cell: (model) => <CutText text={`${model.tokenizer}, ${countText(model.vocabularySize)}`} />,
    },
    base: {
      name: 'Declared base',
      hint: 'What the file itself says it was made from',
      width: '1fr',
      minWidth: 104,
      sortKey: declaredBaseText,
      cell: (model) => <CutText text={declaredBaseText(model)} />,
    },
    path: {
      name: 'Path',
      hint: 'Of the file that is read',
      width: '2fr',
      minWidth: 220,
      sortKey: ({ path }) => path || null,
      cell: ({ path }) => <PathText path={path || null} />,
    },
  }
  return [
    {
      id: 'name',
      name: 'Name',
      width: '4fr',
      minWidth: 210,
      sortKey: (model) => model.name,
      cell: (model) => (
        <span className={styles['name']} title={nameTitle(model)}>
          <span className={textStyles['ellipsis']}>{model.name}</span>
          {model.filesState === 'present' ? null : (
            <span
              className={model.places.length === 0 ? styles['notHere'] : styles['missing']}
              title={`${filesText(model) ?? ''} Its stored results stay usable.`}
            >
              {filesWords(model)}
            </span>
          )}
          <Places model={model} />
        </span>
      ),
    },
    ...columnIds.map((id) => ({ id, ...ofId[id] })),
  ]
}

/** The names of a model: what it is called, and what else it was or is called. */
function nameTitle({ name, firstName, declaredName }: ModelSummary): string {
  return [
    name,
    ...(firstName === null ? [] : [`added as ${firstName}`]),
    ...(declaredName === null || declaredName === name ? [] : [`declared as ${declaredName}`]),
  ].join('\n')
}

/** How many places the file has and what could be freed, with the places themselves on the pointer's hint. */
function Places({ model: { places, freeable } }: { readonly model: ModelSummary }) {
  const text = placesText(places, freeable)
  if (text === null) return null
  return (
    <span
      className={styles['placesNote']}
      title={`Same file: ${text}\n${places.map(({ path }) => printable(path)).join('\n')}`}
    >
      {text}
    </span>
  )
}

/** Long names are cut, the figure behind them never. */
function KinshipText({ told }: { readonly told: Kinship | undefined }) {
  if (told === undefined) return <CutText text={null} />
  return (
    <span className={styles['kinship']} title={`${told.words} ${told.figure}`.trim()}>
      <span className={textStyles['ellipsis']}>{told.words}</span>
      {told.figure === '' ? null : <span className={styles['figure']}>{told.figure}</span>}
    </span>
  )
}

function Contradiction({ texts }: { readonly texts: readonly string[] | undefined }) {
  if (texts === undefined) return null
  return (
    <span className={styles['contradiction']} title={texts.join('\n')}>
      <Icon name="warning" size={14} />
      <span className="visually-hidden">contradicted by the weights</span>
    </span>
  )
}

function Tags({ tags, onTag }: { readonly tags: readonly string[]; readonly onTag: (tag: string) => void }) {
  if (tags.length === 0) return <CutText text={null} />
  return (
    <span className={styles['tags']} title={tags.join(', ')}>
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          tabIndex={-1}
          className={styles['tag']}
          aria-label={`Only models tagged ${tag}`}
          onClick={() => onTag(tag)}
        >
          {tag}
        </button>
      ))}
    </span>
  )
}

/** The end of a path says most. */
function PathText({ path }: { readonly path: string | null }) {
  if (path === null) return <CutText text={null} />
  return (
    <span className={styles['pathCell']} title={printable(path)}>
      <bdi>{printable(path)}</bdi>
    </span>
  )
}

/** Null where nothing is known and the model stands for itself. */
function familyName({ family, familySource }: ModelSummary): string | null {
  return familySource === 'unknown' ? null : family
}

function genomesText({ probedGenomes }: ModelSummary): string | null {
  return probedGenomes.length === 0 ? null : probedGenomes.join(', ')
}
