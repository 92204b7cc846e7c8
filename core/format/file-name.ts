/**
 * Names that a file can have on every system. What Windows refuses: "Naming Files, Paths, and Namespaces" of its
 * documentation.
 */
import { encodeUtf8 } from '../population/utf8.ts'

/** Names of devices, which Windows knows behind any ending and any spaces, too: `aux`, `NUL.txt`, `com1 .csv`. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i

/** Why no file can be called so on some system, as the end of "expected a name …"; undefined where one can. */
export function fileNameProblem(name: string): string | undefined {
  if (/[\\/:*?"<>|\p{Cc}]/u.test(name)) return 'without any of \\ / : * ? " < > |'
  if (/[. ]$/.test(name)) return 'that does not end with a dot or a space'
  if (device.test(name)) return 'that Windows does not keep for a device'
  return undefined
}

/** Bytes of the longest name that is made up; systems take 255, and browsers may put a number behind it. */
const mostBytes = 200

/**
 * A name for a file from free text: letters, digits, dots and dashes; everything else becomes one dash.
 *
 * @param extension without its dot
 */
export function fileNameOf(parts: readonly string[], extension: string): string {
  const stem = firstBytes(
    parts
      .join('-')
      .replace(/[^\p{L}\p{M}\p{N}.-]+/gu, '-')
      .replace(/-{2,}/g, '-'),
    mostBytes - extension.length - 1,
  ).replace(/^[-.]+|[-.]+$/g, '')
  if (stem === '') return `figure.${extension}`
  return `${device.test(stem) ? `figure-${stem}` : stem}.${extension}`
}

/** The first characters of a text that take at most so many bytes in UTF-8. */
function firstBytes(text: string, most: number): string {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += encodeUtf8(character).length
    if (bytes > most) break
    kept += character
  }
  return kept
}
