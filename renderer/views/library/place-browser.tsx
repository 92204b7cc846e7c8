import { useEffect, useMemo, useState } from 'react'
import { Button as AriaButton, Checkbox as AriaCheckbox, GridList, GridListItem } from 'react-aria-components'
import { firstNames } from '../../../core/format/first-names.ts'
import type { Place } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { IconButton } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import fieldStyles from '../../components/field.module.css'
import textStyles from '../../components/text.module.css'
import styles from './library.module.css'

interface Entry extends Place {
  readonly size: number | null
}

export interface PlaceChoice {
  readonly places: readonly Place[]
  /** True where nothing is ticked and the folder shown is meant. */
  readonly isFolderShown: boolean
}

const fileNames = { models: 'GGUF file', projects: 'project file' } as const

/**
 * Browses folders of the engine's machine. What is chosen: the ticked entries, or the folder shown where none is
 * ticked.
 */
export function PlaceBrowser({
  kind = 'models',
  onChoose,
}: {
  /** Which files are listed. Of projects only one is chosen. */
  readonly kind?: 'models' | 'projects'
  readonly onChoose: (choice: PlaceChoice) => void
}) {
  const roots = useCall('places.roots', {}, { fresh: true })
  const [placeId, setPlaceId] = useState<string | null>(null)
  const shownId = placeId ?? roots.data?.[0]?.id ?? null
  const listing = useCall('places.list', { placeId: shownId ?? '-', kind }, { enabled: shownId !== null, fresh: true })
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())

  const entries = useMemo<readonly Entry[]>(
    () =>
      listing.data === undefined
        ? []
        : [...listing.data.folders.map((folder) => ({ ...folder, size: null })), ...listing.data.files],
    [listing.data],
  )
  useEffect(() => {
    const chosen = entries.filter((entry) => ticked.has(entry.id))
    const here = listing.data?.place
    if (chosen.length > 0) onChoose({ places: chosen, isFolderShown: false })
    else onChoose({ places: here === undefined ? [] : [here], isFolderShown: true })
  }, [entries, ticked, listing.data, onChoose])

  const open = (id: string) => {
    setTicked(new Set())
    setPlaceId(id)
  }

  if (roots.isPending) return <LoadingState label="Looking for model folders" />
  if (roots.data === undefined) {
    return <UnansweredState title="The folders could not be listed" call={roots} />
  }
  const parent = listing.data?.parent ?? null
  return (
    <div className={styles['browser']}>
      <nav className={styles['roots']} aria-label="Starting points">
        {roots.data.map((root) => (
          <AriaButton
            key={root.id}
            className={styles['root'] ?? ''}
            aria-current={root.id === shownId}
            onPress={() => open(root.id)}
          >
            <Icon name="folder" />
            <span className={textStyles['ellipsis']} title={root.path}>
              {root.name}
            </span>
          </AriaButton>
        ))}
      </nav>
      <div className={styles['listing']}>
        <div className={styles['path']}>
          <IconButton
            icon="parent"
            label="Parent folder"
            isDisabled={parent === null}
            onPress={() => parent !== null && open(parent.id)}
          />
          <span className={styles['pathText']} title={listing.data?.place.path}>
            <bdi>{listing.data?.place.path ?? ''}</bdi>
          </span>
          <span className={styles['placeNote']}>
            {listing.data === undefined ? '' : plural(listing.data.files.length, fileNames[kind])}
          </span>
        </div>
        {listing.isPending ? (
          <LoadingState label="Reading the folder" />
        ) : listing.data === undefined ? (
          <UnansweredState title="The folder could not be read" call={listing} />
        ) : (
          <GridList
            key={listing.data.place.id}
            aria-label={`Contents of ${listing.data.place.name}`}
            className={styles['places'] ?? ''}
            items={entries}
            selectionMode={kind === 'models' ? 'multiple' : 'single'}
            selectedKeys={ticked}
            onSelectionChange={(keys) =>
              setTicked(keys === 'all' ? new Set(entries.map((entry) => entry.id)) : new Set([...keys].map(String)))
            }
            onAction={(key) => {
              const entry = entries.find((candidate) => candidate.id === key)
              if (entry === undefined) return
              if (entry.size === null) open(entry.id)
              else setTicked(new Set([...(kind === 'models' ? ticked : []), entry.id]))
            }}
            renderEmptyState={() => (
              <EmptyState icon="folder" title={kind === 'models' ? 'Nothing to add here' : 'No projects here'}>
                This folder holds no folders and no {fileNames[kind]}s
                {listing.data.unnamable.length === 0 ? '' : ' that can be opened'}.
              </EmptyState>
            )}
          >
            {(entry) => (
              <GridListItem id={entry.id} textValue={entry.name} className={styles['place'] ?? ''}>
                <AriaCheckbox slot="selection" className={fieldStyles['checkbox'] ?? ''}>
                  {({ isSelected }) => (
                    <span className={`${fieldStyles['box']} ${styles['box']}`}>
                      {isSelected ? <Icon name="check" size={12} /> : null}
                    </span>
                  )}
                </AriaCheckbox>
                <Icon name={entry.size === null ? 'folder' : 'file'} />
                <span className={styles['placeName']} title={entry.path}>
                  {entry.name}
                </span>
                {entry.size === null ? (
                  <span className={styles['folderIn']}>
                    <Icon name="right" size={12} />
                  </span>
                ) : (
                  <span className={styles['placeNote']}>{bytesText(entry.size)}</span>
                )}
              </GridListItem>
            )}
          </GridList>
        )}
        {listing.data === undefined || listing.data.unnamable.length === 0 ? null : (
          <Unnamable names={listing.data.unnamable} />
        )}
      </div>
    </div>
  )
}

/** Says which entries of a folder are not listed, and what to do. */
function Unnamable({ names }: { readonly names: readonly string[] }) {
  return (
    <Notice tone="warning">
      {plural(names.length, 'entry is', 'entries are')} not listed: {firstNames(names, { most: 5 })}.{' '}
      {names.length === 1 ? 'Its name holds' : 'Their names hold'} bytes that are no UTF-8 text, so{' '}
      {names.length === 1 ? 'it' : 'they'} cannot be opened. Rename {names.length === 1 ? 'it' : 'them'}, then open this
      folder again.
    </Notice>
  )
}
