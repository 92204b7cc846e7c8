import { bytesText } from '../../../core/format/quantity.ts'
import { refusedAdvice } from '../../../core/model/refused-advice.ts'
import { GgufError } from './gguf-error.ts'

/** Bytes of a file's beginning from which its format is told. */
export const formatBytes = 512

const convert = refusedAdvice.format
const unpack = 'Unpack it and add the .gguf file in it.'
const again = 'Download the file again, from its page: the link that was followed led to no model.'

interface Format {
  readonly what: string
  readonly advice: string
}

/** Formats by bytes in hexadecimal at an offset. */
const signatures: readonly (Format & { readonly at?: number; readonly bytes: readonly string[] })[] = [
  {
    bytes: ['504b0304', '504b0506'],
    what: 'a ZIP archive, the form of PyTorch checkpoints too',
    advice: `${unpack} For a checkpoint: ${convert}`,
  },
  {
    bytes: ['8002', '8003', '8004', '8005'],
    what: 'a Python pickle, as older PyTorch checkpoints are',
    advice: convert,
  },
  { bytes: ['1f8b'], what: 'a gzip archive', advice: unpack },
  { bytes: ['377abcaf271c'], what: 'a 7z archive', advice: unpack },
  { bytes: ['fd377a585a00'], what: 'an xz archive', advice: unpack },
  { bytes: ['28b52ffd'], what: 'a zstd archive', advice: unpack },
  { bytes: ['425a68'], what: 'a bzip2 archive', advice: unpack },
  { bytes: ['526172211a07'], what: 'a RAR archive', advice: unpack },
  { at: 257, bytes: ['7573746172'], what: 'a tar archive', advice: unpack },
  { bytes: ['894844460d0a'], what: 'an HDF5 file', advice: convert },
  {
    // ggml, ggmf, ggjt, ggla as little-endian numbers.
    bytes: ['6c6d6767', '666d6767', '746a6767', '616c6767'],
    what: 'of the GGML format that came before GGUF, which llama.cpp no longer reads',
    advice: convert,
  },
]

/** Formats by their text. */
const texts: readonly (Format & { readonly sign: RegExp })[] = [
  // The length of its header, 64 bits little-endian, and the header: JSON.
  { sign: /^.{5}\0{3}\{\s*"/s, what: 'a safetensors file', advice: convert },
  { sign: /^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|head|!--)/i, what: 'a web page, not a model', advice: again },
  { sign: /^(\xef\xbb\xbf)?\s*[[{]\s*["[{\]}\d]/, what: 'a text (JSON), not a model', advice: again },
]

/** Says what a file is that does not begin with `GGUF`, from its first `formatBytes` bytes and its size. */
export function otherFormat(head: Uint8Array, fileBytes: number): GgufError {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1')
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    return new GgufError(
      `The file is a Git LFS pointer of ${bytesText(fileBytes)}, not the model it stands for.`,
      'download',
      'Fetch that with "git lfs pull" in its folder, or download the file from its page.',
    )
  }
  if (head.every((byte) => byte === 0)) {
    return new GgufError(
      'The file begins with zeros, not with "GGUF": a download that has set its bytes aside and not written them yet.',
      'download',
      'Wait until it is done, or download it again.',
    )
  }
  const hex = Buffer.from(head.buffer, head.byteOffset, head.length).toString('hex')
  const format =
    signatures.find(({ at = 0, bytes }) => bytes.some((sign) => hex.startsWith(sign, 2 * at))) ??
    texts.find(({ sign }) => sign.test(text))
  if (format !== undefined) {
    return new GgufError(`Not a GGUF file: the file is ${format.what}.`, 'format', format.advice)
  }
  return new GgufError(
    `Not a GGUF file: expected it to begin with "GGUF", found ${shownBytes(head.subarray(0, 4))}.`,
    'format',
  )
}

function shownBytes(bytes: Uint8Array): string {
  const hexadecimal = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const text = [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
  return `${hexadecimal} ("${text}")`
}
