import type { Token, Tokens } from 'marked'
import { Fragment, type ReactNode } from 'react'
import { WideTable } from '../../components/wide-table.tsx'
import { Highlighted } from './highlighted.tsx'
import styles from './markdown-text.module.css'

interface MarkdownTextProps {
  readonly tokens: readonly Token[]
  /** What is marked in it; empty: nothing. */
  readonly search: string
}

/**
 * Blocks of Markdown as elements. Nothing of it is taken as HTML, and nothing leads out of the app: links show their
 * text.
 */
export function MarkdownText({ tokens, search }: MarkdownTextProps) {
  return tokens.map((token, index) => <Block key={index} token={token} search={search} />)
}

function Block({ token, search }: { readonly token: Token; readonly search: string }): ReactNode {
  switch (token.type) {
    case 'paragraph':
      return (
        <p>
          <Inline tokens={token.tokens} search={search} />
        </p>
      )
    case 'code':
      return (
        // The keyboard can only scroll what it can reach.
        <pre className={styles['formula']} tabIndex={0} role="group" aria-label="Formula">
          <Highlighted text={(token as Tokens.Code).text} search={search} />
        </pre>
      )
    case 'list': {
      const { ordered, items, start } = token as Tokens.List
      const List = ordered ? 'ol' : 'ul'
      return (
        <List className={ordered ? styles['ordered'] : styles['list']} {...(ordered ? { start: Number(start) } : {})}>
          {items.map((item, index) => (
            <li key={index}>
              <MarkdownText tokens={item.tokens} search={search} />
            </li>
          ))}
        </List>
      )
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table
      return (
        <WideTable label={header.map(({ text }) => text).join(', ')} look={styles['table']}>
          <thead>
            <tr>
              {header.map((cell, index) => (
                <th key={index} scope="col" className={cell.align === 'right' ? styles['end'] : undefined}>
                  <Inline tokens={cell.tokens} search={search} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column} className={cell.align === 'right' ? styles['end'] : undefined}>
                    <Inline tokens={cell.tokens} search={search} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </WideTable>
      )
    }
    case 'space':
      return null
    default:
      // Text of a list's item, and what else Markdown has: shown as it is written.
      return (
        <Inline tokens={'tokens' in token && token.tokens !== undefined ? token.tokens : [token]} search={search} />
      )
  }
}

function Inline({ tokens, search }: { readonly tokens: readonly Token[] | undefined; readonly search: string }) {
  return (tokens ?? []).map((token, index): ReactNode => {
    const inside = 'tokens' in token && token.tokens !== undefined ? token.tokens : null
    if (token.type === 'codespan')
      return (
        <code key={index}>
          <Highlighted text={(token as Tokens.Codespan).text} search={search} />
        </code>
      )
    if (inside === null) {
      const text = 'text' in token ? String(token.text) : token.raw
      return <Highlighted key={index} text={text} search={search} />
    }
    const content = <Inline tokens={inside} search={search} />
    if (token.type === 'strong') return <strong key={index}>{content}</strong>
    if (token.type === 'em') return <em key={index}>{content}</em>
    return <Fragment key={index}>{content}</Fragment>
  })
}
