import { printable } from '../../core/format/printable.ts'
import type { Connection } from './connection.ts'

/**
 * Makes `composed_text(text)` and `composed_json(json)` known to SQL, for letters with their accents composed (NFC), and
 * `shown_text(text)` and `shown_json(text)` for a text, or all texts of a JSON document, with what cannot be
 * seen as escapes. For the migrations that clean what earlier versions stored as it came.
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
