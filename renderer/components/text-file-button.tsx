import { FileTrigger } from 'react-aria-components'
import { Button } from './button.tsx'
import { readTextFile } from './read-text-file.ts'

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
  const read = (files: FileList | null) => {
    const [file] = files ?? []
    if (file === undefined) return
    readTextFile(file, { largest, anyEncoding }).then(
      ({ name, text, note }) => onText(name, text, note),
      (error: unknown) => onFailure(error instanceof Error ? error.message : String(error)),
    )
  }
  return (
    <FileTrigger acceptedFileTypes={[...types]} onSelect={read}>
      <Button icon="file" look={look}>
        {label}
      </Button>
    </FileTrigger>
  )
}
