import { SampleButton } from '../../help/sample-button.tsx'
import { viewHelp } from '../../help/view-help.ts'
import { helpAddress } from '../../help/help-address.ts'
import { Highlighted } from './highlighted.tsx'
import styles from './help.module.css'

/** What each view shows and is for. */
export function ViewsPart({ search }: { readonly search: string }) {
  const wanted = search.trim()
  const entries = Object.entries(viewHelp).filter(([, { title, shows, purpose }]) =>
    `${title} ${shows} ${purpose}`.toLowerCase().includes(wanted.toLowerCase()),
  )
  if (entries.length === 0) return <p className={styles['none']}>No view’s words hold “{wanted}”.</p>
  return (
    <>
      <div className={styles['sample']}>
        <SampleButton />
        <span className={styles['none']}>Small models with results in every view, apart from yours.</span>
      </div>
      <dl className={styles['words']}>
        {entries.map(([view, { title, shows, purpose, method }]) => (
          <div key={view} className={styles['word']}>
            <dt>
              <Highlighted text={title} search={wanted} />
            </dt>
            <dd>
              <Highlighted text={`${shows} ${purpose}`} search={wanted} />{' '}
              <a href={helpAddress('methods', method)} aria-label={`Method behind ${title}`}>
                Method
              </a>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
