import { Link } from 'react-aria-components'
import { Hint } from '../components/hint.tsx'
import { helpAddress } from './help-address.ts'
import { useIsFirstMention } from './first-mentions.ts'
import { entryOf, type Term as TermKey } from './glossary.ts'
import { termMentions } from './term-mentions.ts'
import styles from './term.module.css'

interface TermProps {
  readonly of: TermKey
  /** The word as it stands in the text. */
  readonly children: string
}

/**
 * A word of the glossary. The first mention in a view is underlined and tells its meaning on hover and on keyboard
 * focus; it leads to the list of words.
 */
export function Term({ of, children }: TermProps) {
  const isFirst = useIsFirstMention(of)
  if (!isFirst) return children
  return (
    <Hint text={entryOf(of).meaning}>
      <Link href={helpAddress('words', of)} className={styles['term'] ?? ''}>
        {children}
      </Link>
    </Hint>
  )
}

/** A text in which the words of the glossary explain themselves. */
export function TextWithTerms({ text }: { readonly text: string }) {
  return termMentions(text).map((stretch, index) =>
    stretch.term === null ? (
      stretch.text
    ) : (
      <Term key={index} of={stretch.term}>
        {stretch.text}
      </Term>
    ),
  )
}
