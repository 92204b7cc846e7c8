import { execFileSync } from 'node:child_process'

/** Ids of the processes that a process has started, and that these have started; itself not among them. */
export function descendantsOf(root: number): number[] {
  const parents = new Map(processes())
  const found = [root]
  for (const id of found) for (const [child, parent] of parents) if (parent === id) found.push(child)
  return found.slice(1)
}

/** Those of some processes that run. */
export function stillRunning(ids: readonly number[]): number[] {
  const running = new Set(processes().map(([id]) => id))
  return ids.filter((id) => running.has(id))
}

/** The id of every process with that of its parent. */
function processes(): [id: number, parent: number][] {
  const listing =
    process.platform === 'win32'
      ? execFileSync('powershell', [
          '-NoProfile',
          '-Command',
          'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId)" }',
        ])
      : execFileSync('ps', ['-axo', 'pid=,ppid=,stat='])
  return listing
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([id, , state]) => id !== '' && state?.startsWith('Z') !== true)
    .map(([id, parent]) => [Number(id), Number(parent)])
}
