import Database from 'better-sqlite3'
import type { Machine } from '../machine.ts'

/** More than the settings and chats of a program take; all of it is held in memory. */
const mostBytes = 256 * 2 ** 20

/**
 * The rows that a query gives of another program's SQLite database, as it was last committed; undefined where there is
 * none, or it cannot be read. It is read into memory with its write-ahead log: opened in place, SQLite would make files
 * beside it.
 */
export async function queryForeign(
  { files }: Pick<Machine, 'files'>,
  file: string,
  query: string,
): Promise<readonly unknown[] | undefined> {
  try {
    const log = `${file}-wal`
    const { size } = await files.stat(file)
    const { size: logSize } = await files.stat(log).catch(() => ({ size: 0 }))
    if (size + logSize > mostBytes) return undefined
    // The log last: what is moved from it into the database meanwhile is then in either of them.
    const pages = await files.readFile(file)
    const logged = logSize === 0 ? Buffer.alloc(0) : await files.readFile(log)
    const database = new Database(withLog(pages, logged), { readonly: true })
    try {
      return database.prepare(query).all()
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}

const logHeaderBytes = 32
const frameHeaderBytes = 24

/**
 * A database with the pages of its log, up to the last commit whose checksums are right, as one that has no log. Layout
 * and checksums: "WAL-mode File Format" of SQLite's documentation.
 */
export function withLog(pages: Buffer, log: Buffer): Buffer {
  const frames = committedFrames(log)
  const pageSize = log.length >= logHeaderBytes ? log.readUInt32BE(8) : 0
  const count = frames.at(-1)?.pagesInAll
  const whole = Buffer.alloc(count === undefined ? pages.length : count * pageSize)
  pages.copy(whole)
  for (const { page, content } of frames) content.copy(whole, (page - 1) * pageSize)
  // The versions for reading and writing: 1 says that there is no log, 2 that there is one.
  if (whole.length > 20) whole.fill(1, 18, 20)
  return whole
}

interface Frame {
  /** Counted from 1. */
  readonly page: number
  /** Pages of the database after the commit that this frame ends; 0 where it ends none. */
  readonly pagesInAll: number
  readonly content: Buffer
}

function committedFrames(log: Buffer): Frame[] {
  if (log.length < logHeaderBytes || log.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) return []
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1
  const pageSize = log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  let sums = checksums([0, 0], log.subarray(0, 24), isBigEndian)
  const frames: Frame[] = []
  let committed = 0
  for (let at = logHeaderBytes; at + frameHeaderBytes + pageSize <= log.length; at += frameHeaderBytes + pageSize) {
    const header = log.subarray(at, at + frameHeaderBytes)
    const content = log.subarray(at + frameHeaderBytes, at + frameHeaderBytes + pageSize)
    sums = checksums(checksums(sums, header.subarray(0, 8), isBigEndian), content, isBigEndian)
    const isWhole = header.readUInt32BE(16) === sums[0] && header.readUInt32BE(20) === sums[1]
    if (!isWhole || !header.subarray(8, 16).equals(salts)) break
    const frame = { page: header.readUInt32BE(0), pagesInAll: header.readUInt32BE(4), content }
    frames.push(frame)
    if (frame.pagesInAll > 0) committed = frames.length
  }
  return frames.slice(0, committed)
}

/** Both sums, going on from those before, over pairs of 32-bit words. */
function checksums([first, second]: readonly [number, number], bytes: Buffer, isBigEndian: boolean): [number, number] {
  const word = (at: number): number => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at))
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + word(at) + second) >>> 0
    second = (second + word(at + 4) + first) >>> 0
  }
  return [first, second]
}
