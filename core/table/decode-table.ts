/** The class TextDecoder, as browsers and Node have it. */
export type Decoder = new (label: string, options: { readonly fatal: boolean }) => { decode(bytes: Uint8Array): string }

/**
 * The text of a table's bytes: UTF-8, UTF-16 by its byte order mark or its zero bytes, and where it is neither, the
 * code page that spreadsheets of western languages write, with a note.
 */
export function decodeTable(
  bytes: Uint8Array,
  TextDecoder: Decoder,
): { readonly text: string; readonly note: string | null } {
  const encoding = utf16Of(bytes)
  if (encoding !== undefined) return { text: new TextDecoder(encoding, { fatal: false }).decode(bytes), note: null }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), note: null }
  } catch {
    const text = new TextDecoder('windows-1252', { fatal: false }).decode(bytes)
    return {
      text,
      note: 'The file is no UTF-8; it was read as Windows-1252 (Latin-1). Look whether the names are right.',
    }
  }
}

function utf16Of([first, second, third, fourth]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (second === 0 && fourth === 0 && first !== 0 && third !== 0) return 'utf-16le'
  return first === 0 && third === 0 && second !== 0 && fourth !== 0 ? 'utf-16be' : undefined
}
