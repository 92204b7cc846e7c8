import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components'
import { plural } from '../../core/format/quantity.ts'
import { useCall } from '../api/queries.tsx'
import { classes } from '../components/classes.ts'
import dialogStyles from '../components/dialog.module.css'
import { Icon } from '../components/icon.tsx'
import { LiveRegion } from '../components/live-region.tsx'
import { commandGroups, type Command } from './command.ts'
import { useOfferedCommands } from './offered-commands.ts'
import { ranked } from './ranked.ts'
import { ShortcutKeys } from './shortcut-keys.tsx'
import { shownActions } from './shown-actions.ts'
import { benchmarkCommands, genomeCommands, modelCommands, pairCommands } from './subject-commands.ts'
import styles from './command-palette.module.css'

/** More are not listed: a few letters more bring the others. */
const mostListed = 60

const noModels: readonly never[] = []

interface CommandPaletteProps {
  /** With the command that was chosen; null: none. */
  readonly onClose: (chosen: Command | null) => void
}

/** A field that finds commands, views, models, pairs, genomes and benchmarks, with the list of what it finds. */
export function CommandPalette({ onClose }: CommandPaletteProps) {
  return (
    <ModalOverlay
      className={classes(dialogStyles['overlay'], styles['overlay'])}
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose(null)
      }}
    >
      <Modal className={classes(dialogStyles['modal'], styles['modal'])}>
        <AriaDialog className={dialogStyles['dialog'] ?? ''} aria-label="Commands">
          <FoundCommands onClose={onClose} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

function FoundCommands({ onClose }: CommandPaletteProps) {
  const [query, setQuery] = useState('')
  const found = useFoundCommands(query)
  const [chosen, setChosen] = useState(0)
  const at = Math.min(chosen, found.length - 1)
  const current = useRef<HTMLLIElement>(null)
  const id = useId()

  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [at])

  const onKeyDown = (event: React.KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    const step = steps[event.key]
    if (step !== undefined && found.length > 0) {
      event.preventDefault()
      const isPage = Math.abs(step) > 1
      setChosen(isPage ? Math.min(found.length - 1, Math.max(0, at + step)) : (at + step + found.length) % found.length)
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      if (found[at] !== undefined) onClose(found[at])
    }
  }
  return (
    <>
      <div className={styles['head']}>
        <Icon name="search" />
        <input
          className={styles['input']}
          role="combobox"
          aria-label="Find a command, view, model or pair of models"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length === 0 ? undefined : `${id}-${at}`}
          placeholder="Find a command, view, model, two models…"
          autoComplete="off"
          spellCheck={false}
          // The dialog was asked for to type into it.
          autoFocus
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul className={styles['list']} id={`${id}-list`} role="listbox" aria-label="Commands found" tabIndex={-1}>
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`${id}-${index}`}
            ref={index === at ? current : null}
            role="option"
            aria-selected={index === at}
            className={styles['option']}
            onPointerMove={() => setChosen(index)}
            onClick={() => onClose(command)}
          >
            <span className={styles['icon']}>{command.icon === undefined ? null : <Icon name={command.icon} />}</span>
            <span className={styles['title']}>{command.title}</span>
            {command.note === undefined ? null : <span className={styles['note']}>{command.note}</span>}
            <span className={styles['group']}>{command.group}</span>
            {command.keys?.[0] === undefined ? null : <ShortcutKeys keys={command.keys[0]} />}
          </li>
        ))}
      </ul>
      {found.length > 0 ? null : <p className={styles['nothing']}>Nothing is called so.</p>}
      <LiveRegion text={query.trim() === '' ? '' : `${plural(found.length, 'command')} found`} />
    </>
  )
}

function useFoundCommands(query: string): readonly Command[] {
  const lasting = useOfferedCommands()
  const models = useCall('models.list', {}).data ?? noModels
  const genomes = useCall('genomes.list', {}).data
  const benchmarks = useCall('benchmarks.list', {}).data
  // Of the view as it was when the palette was opened.
  const [here] = useState(() => shownActions(document.querySelector('main') ?? document))
  const all = useMemo(
    () =>
      [
        ...here,
        ...lasting.filter(({ isKeyOnly, isAvailable }) => isKeyOnly !== true && (isAvailable?.() ?? true)),
        ...modelCommands(models),
        ...genomeCommands(genomes ?? []),
        ...benchmarkCommands(benchmarks ?? []),
      ].sort((a, b) => commandGroups.indexOf(a.group) - commandGroups.indexOf(b.group)),
    [here, lasting, models, genomes, benchmarks],
  )
  return useMemo(
    () =>
      [
        ...ranked(all, query, ({ title, group, note }) => [title, `${group} ${title}`, note ?? '']),
        ...pairCommands(models, query),
      ].slice(0, mostListed),
    [all, models, query],
  )
}
