import textStyles from './text.module.css'

/** A text in one line, cut where it is too long, with a title that has all of it; a dash where there is none. */
export function CutText({ text, title = text ?? '' }: { readonly text: string | null; readonly title?: string }) {
  if (text === null) return <span className={textStyles['none']}>–</span>
  return (
    <span className={textStyles['ellipsis']} title={title}>
      {text}
    </span>
  )
}
