import type { ReactNode } from 'react'

interface HighlightedProps {
  readonly text: string
  readonly search: string
}

/** A text in which each occurrence of what is searched for is marked, whatever the case. */
export function Highlighted({ text, search }: HighlightedProps) {
  if (search === '') return text
  const parts: ReactNode[] = []
  const lower = text.toLowerCase()
  const wanted = search.toLowerCase()
  let from = 0
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    if (at > from) parts.push(text.slice(from, at))
    parts.push(<mark key={at}>{text.slice(at, at + wanted.length)}</mark>)
    from = at + wanted.length
  }
  parts.push(text.slice(from))
  return parts
}
