import { decodeTable } from '../../core/table/decode-table.ts'
import { printable } from '../../core/format/printable.ts'
import { bytesText } from '../../core/format/quantity.ts'

interface TextOfFile {
  readonly name: string
  readonly text: string
  /** That it was read in another encoding than UTF-8; null where it was not. */
  readonly note: string | null
}

interface TextFileLimits {
  /** Bytes of the largest file that is read. */
  readonly largest: number
  /** True where a file in another encoding than UTF-8 is read too, as tables are. */
  readonly anyEncoding?: boolean
}

/** The text of a file that was chosen or dropped. Rejects with a message for the reader. */
export async function readTextFile(file: File, { largest, anyEncoding = false }: TextFileLimits): Promise<TextOfFile> {
  const name = printable(file.name)
  if (file.size > largest)
    throw new Error(`${name}: expected at most ${bytesText(largest)}, found ${bytesText(file.size)}.`)
  const bytes = await file.arrayBuffer()
  if (anyEncoding) return { name, ...decodeTable(new Uint8Array(bytes), TextDecoder) }
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), note: null }
  } catch {
    throw new Error(`${name}: expected UTF-8 text, found bytes that are not.`)
  }
}
