import { readFileSync, statSync } from 'node:fs'

/**
 * Who is writing to a database, in words. Linux lists the locks of files by process (in `/proc/locks`); elsewhere it is
 * not known. A writer of a database in WAL mode locks byte 120 of the file `-shm`.
 */
export function writerOf(database: string): string {
  const pids = lockingProcesses(database).filter((pid) => pid > 0 && pid !== process.pid)
  if (pids.length === 0) return 'another program that has it open, such as a second Cladescope or an SQLite browser,'
  return pids.map(processText).join(' and ')
}

/** A process in words: its id and, where that is known, its command. */
export function processText(pid: number): string {
  return `process ${String(pid)}${commandOf(pid)}`
}

const writeLockByte = 120

function lockingProcesses(database: string): number[] {
  try {
    const inode = String(statSync(`${database}-shm`, { bigint: true }).ino)
    const locks = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      // e.g. `1: POSIX  ADVISORY  WRITE 365 fe:00:9986130 120 120`
      .map((line) => /^\d+: +\S+ +\S+ +WRITE +(\d+) +[0-9a-f]+:[0-9a-f]+:(\d+) +(\d+) +(\d+|EOF)/.exec(line))
      .filter(
        (lock) =>
          lock !== null &&
          lock[2] === inode &&
          Number(lock[3]) <= writeLockByte &&
          (lock[4] === 'EOF' || Number(lock[4]) >= writeLockByte),
      )
    return [...new Set(locks.map((lock) => Number(lock![1])))]
  } catch {
    return []
  }
}

function commandOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
      .split('\0')
      .filter((word) => word !== '')
    return words.length === 0 ? '' : ` (${shortened(words.join(' '))})`
  } catch {
    return ''
  }
}

/** A command line as part of a sentence: its end, which says what it does, without line breaks. */
function shortened(command: string): string {
  const line = command.replace(/\s+/g, ' ')
  return line.length <= 120 ? line : `…${line.slice(-119)}`
}
