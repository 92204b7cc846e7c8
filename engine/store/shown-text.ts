import { printable } from '../../core/format/printable.ts'
import type { Connection } from './connection.ts'

/**
 * Makes functions known to SQL for the migrations that clean what earlier versions stored as it came, each for a text
 * and for all texts of a JSON document: `shown_text` and `shown_json` write what cannot be seen as escapes,
 * `composed_text` and `composed_json` compose letters with their accents (NFC).
 */
export function defineShownText(connection: Connection): void {
  const ofTexts = (json: unknown, shown: (text: string) => string): string =>
    JSON.stringify(JSON.parse(String(json)), (_, value: unknown) => (typeof value === 'string' ? shown(value) : value))
  const composed = (text: string): string => text.normalize('NFC')
  connection.function('composed_text', { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? composed(text) : null,
  )
  connection.function('composed_json', { deterministic: true }, (json: unknown) => ofTexts(json, composed))
  connection.function('shown_text', { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? printable(text) : null,
  )
  connection.function('shown_json', { deterministic: true }, (json: unknown) => ofTexts(json, printable))
}
