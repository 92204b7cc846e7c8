import { FileTrigger } from 'react-aria-components'
import { bytesText } from '../../core/format/quantity.ts'
import { Button } from './button.tsx'

export interface TextFileButtonProps {
  readonly label: string
  /** Endings and media types offered first, e.g. `.csv`. */
  readonly types: readonly string[]
  /** Bytes of the largest file that is read. */
  readonly largest: number
  readonly onText: (name: string, text: string) => void
  readonly onFailure: (message: string) => void
  readonly look?: 'primary' | 'plain'
}

/** Lets the reader pick a UTF-8 text file, which the page reads. */
export function TextFileButton({ label, types, largest, onText, onFailure, look = 'plain' }: TextFileButtonProps) {
  const read = async (files: FileList | null) => {
    const [file] = files ?? []
    if (file === undefined) return
    if (file.size > largest) {
      onFailure(`${file.name}: expected at most ${bytesText(largest)}, found ${bytesText(file.size)}.`)
      return
    }
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    } catch {
      onFailure(`${file.name}: expected UTF-8 text, found bytes that are not.`)
      return
    }
    onText(file.name, text)
  }
  return (
    <FileTrigger acceptedFileTypes={[...types]} onSelect={(files) => void read(files)}>
      <Button icon="file" look={look}>
        {label}
      </Button>
    </FileTrigger>
  )
}
