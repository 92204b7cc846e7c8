import { IconButton } from '../components/button.tsx'
import { showExplanations, useExplanationsShown } from './explanation-choice.ts'
import { helpAddress } from './help-address.ts'
import { TextWithTerms } from './term.tsx'
import type { ViewHelp } from './view-help.ts'
import styles from './view-explanation.module.css'

const id = 'view-explanation'

/** Shows and hides what the view says of itself. */
export function ExplanationButton() {
  const isShown = useExplanationsShown()
  return (
    <IconButton
      icon="help"
      label={isShown ? 'Hide the explanation' : 'What this view is for'}
      aria-expanded={isShown}
      aria-controls={id}
      onPress={() => showExplanations(!isShown)}
    />
  )
}

/** What a view shows and is for, with a way to its method; nothing where explanations are hidden. */
export function ViewExplanation({ help: { title, shows, purpose, method } }: { readonly help: ViewHelp }) {
  const isShown = useExplanationsShown()
  if (!isShown) return null
  return (
    <p id={id} className={styles['explanation']}>
      <TextWithTerms text={`${shows} ${purpose}`} />{' '}
      <a href={helpAddress('methods', method)} aria-label={`Method behind ${title}`}>
        Method
      </a>
    </p>
  )
}
