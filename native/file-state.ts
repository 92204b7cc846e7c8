import type { BigIntStats } from 'node:fs'

/** What tells one state of a file from another without reading it; times in nanoseconds, as text for their digits. */
export interface FileState {
  readonly device: string
  readonly inode: string
  readonly size: number
  /** When the content was last written, as the file system says; programs may set it. */
  readonly modified: string
  /** When content or facts about the file last changed; no program can set it. */
  readonly changed: string
}

export function fileState({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileState {
  return {
    device: String(dev),
    inode: String(ino),
    size: Number(size),
    modified: String(mtimeNs),
    changed: String(ctimeNs),
  }
}

/** Whether nothing has happened to a file between two looks at it, as far as can be told without reading it. */
export function sameState(before: FileState, now: FileState): boolean {
  return (
    before.device === now.device &&
    before.inode === now.inode &&
    before.size === now.size &&
    before.modified === now.modified &&
    before.changed === now.changed
  )
}

/** Kernels stamp files with a clock that ticks at least a hundred times a second. */
const fineTick = 20
/** Some file systems keep whole seconds, FAT every other one. */
const coarseTick = 2000

/**
 * Milliseconds until a change of the file is certain to carry another time than its last one: before that, two states
 * can look alike. 0 where that moment has passed.
 */
export function settlingTime({ changed }: FileState, now: number = Date.now()): number {
  const nanoseconds = BigInt(changed)
  const tick = nanoseconds % 1_000_000_000n === 0n ? coarseTick : fineTick
  return Math.max(0, Number(nanoseconds / 1_000_000n) + 1 + tick - now)
}

/** Longest wait that is worth its while; a file with a time further ahead comes from a machine with another clock. */
export const longestSettling = coarseTick + fineTick
