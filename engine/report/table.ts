import { html, type Markup, type Piece } from './markup.ts'

interface Column {
  readonly title: Piece
  /** Numbers are set flush right. Default left. */
  readonly align?: 'right'
}

/** A table with a caption. The first cell of each row is its heading. CSS numbers the captions. */
export function table(caption: Piece, columns: readonly Column[], rows: readonly (readonly Piece[])[]): Markup {
  const alignment = (index: number) => (columns[index]?.align === 'right' ? html` class="number"` : null)
  return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column, index) => html`<th scope="col"${alignment(index)}>${column.title}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (
    row,
  ) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row"${alignment(0)}>${cell}</th>` : html`<td${alignment(index)}>${cell}</td>`))}</tr>
`,
)}</tbody>
</table></div>
`
}

/** Terms and what is said of each. */
export function facts(entries: readonly (readonly [term: Piece, fact: Piece])[]): Markup {
  return html`<dl>
${entries.map(
  ([term, fact]) => html`<div><dt>${term}</dt><dd>${fact}</dd></div>
`,
)}</dl>
`
}

/** Text for programs (CSV, Newick), folded away; printed pages leave it out. */
export function machineText(summary: string, text: string): Markup {
  return html`<details><summary>${summary}</summary><pre tabindex="0">${text}</pre></details>
`
}

/** What stands where a section has nothing to show: what is missing, and what would fill it. */
export function absent(text: string): Markup {
  return html`<p class="absent">${text}</p>
`
}
