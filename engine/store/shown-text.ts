import { printable } from '../../core/format/printable.ts'
import type { Connection } from './connection.ts'

/**
 * Makes `shown_text(text)` and `shown_json(text)` known to SQL: a text, or all texts of a JSON document, with what
 * cannot be seen as escapes. For the migration that cleans what earlier versions stored as it came.
 */
export function defineShownText(connection: Connection): void {
  connection.function('shown_text', { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? printable(text) : null,
  )
  connection.function('shown_json', { deterministic: true }, (json: unknown) =>
    JSON.stringify(JSON.parse(String(json)), (_, value: unknown) =>
      typeof value === 'string' ? printable(value) : value,
    ),
  )
}
