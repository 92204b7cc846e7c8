import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { memorySource } from '../fixtures/memory-source.ts'
import { type GgufHeader, readGgufHeader, readHeader } from '../../../engine/library/gguf/header-reader.ts'
import {
  arrayValue,
  bytesOf,
  gguf,
  type RawFile,
  stringEntry,
  text,
  tinyEntries,
  tinyModel,
  tinyTensors,
  u32,
  u64,
  uint32Entry,
} from '../fixtures/gguf-writer.ts'

const read = (bytes: Uint8Array): Promise<GgufHeader> => readHeader(memorySource(bytes))
const refusal = async (bytes: Uint8Array): Promise<string> => {
  try {
    await read(bytes)
  } catch (error) {
    if (error instanceof Error && error.name === 'GgufError') return error.message
    throw error
  }
  return 'accepted'
}
const withEntry = (type: number, value: Uint8Array): Uint8Array =>
  tinyModel({ entries: [...tinyEntries, { key: 'odd', type, value }] })
const withTensors = (tensors: RawFile['tensors'], data = 160): Uint8Array => tinyModel({ tensors, data })

describe('a good header', () => {
  it('gives metadata, tensors and the place of the data', async () => {
    const bytes = tinyModel()
    const header = await read(bytes)
    expect(header.version).toBe(3)
    expect(header.metadata.get('general.name')).toEqual({ key: 'general.name', type: 'string', value: 'Tiny' })
    expect(header.metadata.get('tokenizer.ggml.tokens')?.value).toEqual({
      count: 4,
      type: 'string',
      first: ['a', 'b', 'c', 'd'],
      digest: createHash('sha256').update('4\nabcd').digest('hex'),
    })
    expect(header.tensors.map(({ name, type, elements, bytes: size }) => [name, type, elements, size])).toEqual([
      ['token_embd.weight', 'F16', 64, 128],
      ['output_norm.weight', 'F32', 8, 32],
    ])
    expect(header.dataStart).toBe(bytes.length - 160)
    expect(header.dataStart % 32).toBe(0)
  })

  it('may be version 2', async () => {
    expect((await read(tinyModel({ version: u32(2) }))).version).toBe(2)
  })

  it('may hold every scalar type', async () => {
    const view = (size: number, set: (view: DataView) => void): Uint8Array => {
      const bytes = new Uint8Array(size)
      set(new DataView(bytes.buffer))
      return bytes
    }
    const cases: [number, string, Uint8Array, unknown][] = [
      [0, 'uint8', Uint8Array.of(200), 200],
      [1, 'int8', Uint8Array.of(200), -56],
      [
        2,
        'uint16',
        view(2, (v) => {
          v.setUint16(0, 60000, true)
        }),
        60000,
      ],
      [
        3,
        'int16',
        view(2, (v) => {
          v.setInt16(0, -2, true)
        }),
        -2,
      ],
      [4, 'uint32', u32(4e9), 4e9],
      [
        5,
        'int32',
        view(4, (v) => {
          v.setInt32(0, -7, true)
        }),
        -7,
      ],
      [
        6,
        'float32',
        view(4, (v) => {
          v.setFloat32(0, 0.5, true)
        }),
        0.5,
      ],
      [7, 'bool', Uint8Array.of(1), true],
      [10, 'uint64', u64(2n ** 63n), 2n ** 63n],
      [
        11,
        'int64',
        view(8, (v) => {
          v.setBigInt64(0, -5n, true)
        }),
        -5n,
      ],
      [
        12,
        'float64',
        view(8, (v) => {
          v.setFloat64(0, Math.PI, true)
        }),
        Math.PI,
      ],
    ]
    for (const [type, name, value, expected] of cases) {
      const header = await read(withEntry(type, value))
      expect(header.metadata.get('odd')).toEqual({ key: 'odd', type: name, value: expected })
    }
  })

  it('may hold nested arrays', async () => {
    const inner = (values: number[]): Uint8Array => arrayValue(4, values.map(u32))
    const header = await read(withEntry(9, arrayValue(9, [inner([1, 2]), inner([3])])))
    expect(header.metadata.get('odd')?.value).toMatchObject({
      count: 2,
      first: [
        { count: 2, first: [1, 2] },
        { count: 1, first: [3] },
      ],
    })
  })

  it('may be longer than a slice of reading: every element of a large array is walked over', async () => {
    const words = Array.from({ length: 60_000 }, (_, index) => `word-${String(index)}`)
    const entries = [
      ...tinyEntries,
      { key: 'words', type: 9, value: arrayValue(8, words.map(text)) },
      uint32Entry('after', 77),
    ]
    const header = await read(tinyModel({ entries }))
    expect(header.metadata.get('words')?.value).toMatchObject({ count: 60_000, type: 'string' })
    expect(header.metadata.get('after')?.value).toBe(77)
  })

  it('follows general.alignment', async () => {
    const entries = [...tinyEntries, uint32Entry('general.alignment', 64)]
    const header = await read(tinyModel({ entries, alignment: 64 }))
    expect(header.dataStart % 64).toBe(0)
  })
})

describe('refusals, each with its own message', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /^The file is empty \(0 bytes\)\. Download it to the end, or again\.$/],
    [
      'not GGUF',
      Buffer.from('Pk\x03\x04 a file'),
      /^Not a GGUF file: expected it to begin with "GGUF", found 50 6b 03 04 \("Pk\.\."\)\. Convert it to GGUF/,
    ],
    ['shorter than the magic', Buffer.from('GG'), /^Not a GGUF file: .* found 47 47 \("GG"\)/],
    ['cut off after the magic', Buffer.from('GGUF'), /cut off: expected 4 bytes for the version at byte 4, found 0/],
    ['cut off in the counts', tinyModel().slice(0, 17), /cut off: expected 16 bytes for the tensor and key counts/],
    ['cut off in a key', tinyModel().slice(0, 70), /more than|need at least|cut off/],
    ['version 1', tinyModel({ version: u32(1) }), /GGUF version 1, which llama\.cpp no longer reads/],
    ['version 9', tinyModel({ version: u32(9) }), /Expected GGUF version 2 or 3, found version 9/],
    ['big endian', tinyModel({ version: Uint8Array.of(0, 0, 0, 3) }), /big-endian GGUF \(version 3\)/],
    [
      'absurd tensor count',
      tinyModel({ tensorCount: 2n ** 63n }),
      /claims 9223372036854775808 tensors; more than 100000 are not accepted/,
    ],
    [
      'tensor count beyond the file',
      tinyModel({ tensorCount: 50_000n }),
      /claims 50000 tensors, which need at least 1200000 bytes; the file has \d+/,
    ],
    ['absurd key count', tinyModel({ keyCount: 2n ** 40n }), /claims 1099511627776 metadata keys/],
    ['key count beyond the file', tinyModel({ keyCount: 60_000n }), /claims 60000 metadata keys, which need at least/],
    [
      'absurd key length',
      gguf({ entries: [], tensors: [], keyCount: 1n, data: 64 }).fill(0xff, 24, 32),
      /length of metadata key 1 of 1 is given as 18446744073709551615 bytes/,
    ],
    ['empty key', tinyModel({ entries: [stringEntry('', 'x')] }), /Expected a name for metadata key 1 of 1/],
    [
      'key twice',
      tinyModel({ entries: [...tinyEntries, stringEntry('general.name', 'x')] }),
      /"general\.name" appears twice/,
    ],
    [
      'absurd string length',
      withEntry(8, u64(2n ** 50n)),
      /length of the value of "odd" is given as 1125899906842624 bytes; more than 16777216/,
    ],
    [
      'string beyond the file',
      withEntry(8, u64(1_000_000)),
      /cut off: expected 1000000 bytes for the value of "odd" at byte \d+, found \d+/,
    ],
    ['unknown value type', withEntry(13, u32(0)), /"odd" has the unknown value type 13; expected 0 to 12/],
    ['unknown element type', withEntry(9, arrayValue(99, [], 1)), /array of "odd" has the unknown element type 99/],
    [
      'absurd array count',
      withEntry(9, arrayValue(4, [], 2n ** 60n)),
      /array of "odd" claims 1152921504606846976 elements/,
    ],
    [
      'array beyond the file',
      withEntry(9, arrayValue(12, [], 1_000_000)),
      /claims 1000000 elements, which need at least 8000000 bytes; \d+ are left/,
    ],
    [
      'array of strings beyond the file',
      withEntry(9, arrayValue(8, [], 1_000_000)),
      /claims 1000000 elements, which need at least 8000000 bytes/,
    ],
    [
      'arrays too deep',
      withEntry(
        9,
        Array.from({ length: 40 }).reduce<Uint8Array>((inner) => arrayValue(9, [inner]), arrayValue(0, [])),
      ),
      /nested more than 8 deep/,
    ],
    [
      'alignment no power of two',
      tinyModel({ entries: [...tinyEntries, uint32Entry('general.alignment', 24)] }),
      /general\.alignment must be a power of two .*; found 24/,
    ],
    [
      'alignment 0',
      tinyModel({ entries: [...tinyEntries, uint32Entry('general.alignment', 0)] }),
      /general\.alignment must be .*; found 0/,
    ],
    [
      'five dimensions',
      withTensors([{ name: 't', dimensions: [1, 1, 1, 1, 1], type: 0, offset: 0 }]),
      /claims 5 dimensions for tensor 1 of 1 \("t"\); at most 4/,
    ],
    [
      'absurd shape',
      withTensors([{ name: 't', dimensions: [2 ** 40, 2 ** 40], type: 0, offset: 0 }]),
      /shape of tensor 1 of 1 \("t"\) is absurd: 1099511627776 × 1099511627776/,
    ],
    [
      'absurd dimension',
      withTensors([{ name: 't', dimensions: [2n ** 63n], type: 0, offset: 0 }]),
      /shape of .* is absurd/,
    ],
    [
      'unknown tensor type',
      withTensors([{ name: 't', dimensions: [32], type: 200, offset: 0 }]),
      /type of tensor 1 of 1 \("t"\) is 200, which this version does not know/,
    ],
    [
      'removed tensor type',
      withTensors([{ name: 't', dimensions: [32], type: 31, offset: 0 }]),
      /is Q4_0_4_4, which llama\.cpp no longer reads/,
    ],
    [
      'rows that do not fill blocks',
      withTensors([{ name: 't', dimensions: [33], type: 2, offset: 0 }]),
      /rows of .* have 33 elements; Q4_0 needs a multiple of 32/,
    ],
    [
      'offset off the alignment',
      withTensors([{ name: 't', dimensions: [4], type: 0, offset: 4 }]),
      /begin at offset 4, which is not a multiple of the alignment 32/,
    ],
    [
      'absurd offset',
      withTensors([{ name: 't', dimensions: [4], type: 0, offset: 2n ** 60n }]),
      /absurd offset 1152921504606846976/,
    ],
    [
      'overlapping tensors',
      withTensors([{ ...tinyTensors[0]! }, { ...tinyTensors[1]!, offset: 64 }]),
      /"output_norm\.weight" begin at offset 64, inside another tensor that ends at 128/,
    ],
    [
      'tensor twice',
      withTensors([
        { ...tinyTensors[1]!, offset: 0 },
        { ...tinyTensors[1]!, offset: 32 },
      ]),
      /Tensor "output_norm\.weight" appears twice/,
    ],
    [
      'truncated by one byte',
      tinyModel().slice(0, -1),
      /truncated: its tensor data end at byte (\d+) \(tensor "output_norm\.weight"\), the file has (\d+) bytes, 1 too few/,
    ],
    ['no data at all', tinyModel({ data: 0 }), /truncated: .* 160 too few/],
  ]
  it.each(cases)('%s', async (_, bytes, message) => {
    expect(await refusal(bytes)).toMatch(message)
  })

  it('names the bytes expected and found of a truncated file', async () => {
    const bytes = tinyModel()
    expect(await refusal(bytes.slice(0, bytes.length - 10))).toContain(
      `its tensor data end at byte ${String(bytes.length)} (tensor "output_norm.weight"), the file has ${String(bytes.length - 10)} bytes, 10 too few`,
    )
  })

  it('every prefix of a good file is refused, and the whole is not', async () => {
    const bytes = tinyModel()
    for (let length = 0; length < bytes.length; length += 1)
      expect(await refusal(bytes.slice(0, length)), String(length)).not.toBe('accepted')
    expect(await refusal(bytes)).toBe('accepted')
  })
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-header-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it('reads from a file what it reads from memory', async () => {
    const path = join(folder, 'tiny.gguf')
    writeFileSync(path, tinyModel())
    expect(await readGgufHeader(path)).toEqual(await read(tinyModel()))
  })

  it('refuses a folder, an absent file and a device by name', async () => {
    await expect(readGgufHeader(folder)).rejects.toThrow('Expected a GGUF file, found a folder.')
    await expect(readGgufHeader(join(folder, 'absent.gguf'))).rejects.toThrow('The file does not exist.')
    if (process.platform !== 'win32')
      await expect(readGgufHeader('/dev/null')).rejects.toThrow('found a device, pipe or socket')
  })

  it('does not trust a size that the file no longer has', async () => {
    const bytes = tinyModel()
    const shrunk = {
      size: bytes.length,
      read: (target: Uint8Array, at: number) => memorySource(bytes.slice(0, 40)).read(target, at),
    }
    await expect(readHeader(shrunk)).rejects.toThrow(/cut off/)
  })
})

it('the writer of these tests writes what the format says', () => {
  expect(bytesOf(text('ab'))).toEqual(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 97, 98))
})
