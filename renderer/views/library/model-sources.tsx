import { useId } from 'react'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import { countRefused } from '../../../core/model/file-kind.ts'
import { printable } from '../../../core/format/printable.ts'
import { sourceModels } from '../../../core/model/source-models.ts'
import type { ModelSource } from '../../../engine/api/contract.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { Disclosure } from '../../components/disclosure.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Notice } from '../../components/states.tsx'
import type { ModelSources } from './use-model-sources.ts'
import styles from './model-sources.module.css'

/** The sources with what each has, each to be refused. */
export function ModelSourceList({ sources, refuse, error, addLabel, isSearching, again }: ModelSources) {
  if (sources === undefined) return null
  return (
    <div className={styles['list']}>
      <div className={styles['head']}>
        <p className={styles['muted']}>
          Found in {plural(sources.length, 'folder')} of other programs. Only headers have been read so far; models are
          added where they lie, and nothing is copied or changed.
        </p>
        <Button look="quiet" isDisabled={isSearching} onPress={() => void again()}>
          Look again
        </Button>
      </div>
      <ul className={styles['sources']} aria-label="Models of other programs">
        {sources.map((source) => (
          <Source key={source.id} source={source} onRefuse={(isRefused) => refuse(source, isRefused)} />
        ))}
      </ul>
      {error === null ? null : <Notice tone="danger">{error.message}</Notice>}
      <LiveRegion text={addLabel} />
    </div>
  )
}

interface SourceProps {
  readonly source: ModelSource
  readonly onRefuse: (isRefused: boolean) => void
}

function Source({ source, onRefuse }: SourceProps) {
  const { name, path, models, leftOut, unreadable, isRefused } = source
  const facts = useId()
  const hasModels = models.length > 0
  return (
    <li className={styles['source']}>
      <div className={styles['line']}>
        <Checkbox
          isSelected={hasModels && !isRefused}
          isDisabled={!hasModels}
          aria-describedby={facts}
          onChange={(isSelected) => onRefuse(!isSelected)}
        >
          <span className={styles['program']}>{name}</span>
        </Checkbox>
        <div id={facts} className={styles['facts']}>
          <span className={styles['folder']} title={printable(path)}>
            <bdi>{printable(path)}</bdi>
          </span>
          <span className={styles['count']}>{countLine(source)}</span>
        </div>
      </div>
      <div className={styles['more']}>
        {unreadable === null ? null : <Notice tone="warning">{unreadable}</Notice>}
        {hasModels ? (
          <Disclosure title={`Models of ${name}`}>
            <ul className={styles['entries']} aria-label={`Models of ${name}`}>
              {models.map(({ name: model, path: file, bytes, isKnown }) => (
                <li key={file} className={styles['entry']}>
                  <span className={styles['entryName']} title={printable(file)}>
                    {printable(model)}
                  </span>
                  <span className={styles['muted']}>
                    {isKnown ? 'in the library, ' : ''}
                    {bytesText(bytes)}
                  </span>
                </li>
              ))}
            </ul>
          </Disclosure>
        ) : null}
        {leftOut.length === 0 ? null : (
          <Disclosure title={`Left out: ${countRefused(leftOut)}`}>
            <ul className={styles['entries']} aria-label={`Left out of ${name}`}>
              {leftOut.map(({ path: file, reason }) => (
                <li key={file}>
                  <div className={styles['entryName']} title={printable(file)}>
                    {printable(file.split(/[\\/]/).at(-1) ?? '')}
                  </div>
                  <div className={styles['muted']}>{printable(reason)}</div>
                </li>
              ))}
            </ul>
          </Disclosure>
        )}
      </div>
    </li>
  )
}

/** `2 models, 1.93 MB`, and how many of them are new where some are not. */
function countLine(source: ModelSource): string {
  if (source.unreadable !== null) return 'cannot be read'
  const { all, fresh } = sourceModels([source])
  if (all.count === 0) return 'no models'
  const known =
    fresh.count === all.count ? '' : fresh.count === 0 ? ', all in the library' : `, ${String(fresh.count)} new`
  return `${plural(all.count, 'model')}, ${bytesText(all.bytes)}${known}`
}
