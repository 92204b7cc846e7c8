import { FileTrigger } from 'react-aria-components'
import { decodeTable } from '../../core/table/decode-table.ts'
import { printable } from '../../core/format/printable.ts'
import { bytesText } from '../../core/format/quantity.ts'
import { Button } from './button.tsx'

interface TextFileButtonProps {
  readonly label: string
  /** Endings and media types offered first, e.g. `.csv`. */
  readonly types: readonly string[]
  /** Bytes of the largest file that is read. */
  readonly largest: number
  /** Called with a note where the text was read in another encoding than UTF-8. */
  readonly onText: (name: string, text: string, note: string | null) => void
  readonly onFailure: (message: string) => void
  /** True where a file in another encoding than UTF-8 is read too, as tables are. */
  readonly anyEncoding?: boolean
  readonly look?: 'primary' | 'plain'
}

/** Lets the reader pick a text file, which the page reads. */
export function TextFileButton({
  label,
  types,
  largest,
  onText,
  onFailure,
  anyEncoding = false,
  look = 'plain',
}: TextFileButtonProps) {
  const read = async (files: FileList | null) => {
    const [file] = files ?? []
    if (file === undefined) return
    const name = printable(file.name)
    if (file.size > largest) {
      onFailure(`${name}: expected at most ${bytesText(largest)}, found ${bytesText(file.size)}.`)
      return
    }
    if (anyEncoding) {
      const { text, note } = decodeTable(new Uint8Array(await file.arrayBuffer()), TextDecoder)
      onText(name, text, note)
      return
    }
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    } catch {
      onFailure(`${name}: expected UTF-8 text, found bytes that are not.`)
      return
    }
    onText(name, text, null)
  }
  return (
    <FileTrigger acceptedFileTypes={[...types]} onSelect={(files) => void read(files)}>
      <Button icon="file" look={look}>
        {label}
      </Button>
    </FileTrigger>
  )
}
