import type { Remark } from '../api/remark-contract.ts'
import { html, type Markup } from './markup.ts'

/** Remarks under a heading of their own; nothing where there are none. */
export function remarkList(heading: string, remarks: readonly Remark[]): Markup | null {
  if (remarks.length === 0) return null
  return html`<aside aria-label="${heading}"><h2>${heading}</h2>
<ul>${remarks.map(({ text }) => html`<li>${text}</li>`)}</ul></aside>
`
}
