import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of its own for a test's databases, removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'cladescope-cli-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) }
}

/** Starts the command line as a user would, with its default database in the given folder. */
export function startCli(folder: string, ...argumentsGiven: string[]): ChildProcess {
  const environment = { ...process.env, CLADESCOPE_DB: join(folder, 'cladescope.sqlite'), NO_COLOR: '1' }
  return spawn(process.execPath, [main, ...argumentsGiven], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Waits for the end of a started command line. */
export function finish(child: ChildProcess): Promise<CliResult> {
  const collected = { stdout: '', stderr: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (collected.stdout += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (collected.stderr += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...collected }))
  })
}

/** The same with other environment variables; one that is empty is left out. */
export function runCliIn(
  folder: string,
  variables: Readonly<Record<string, string>>,
  ...argumentsGiven: string[]
): Promise<CliResult> {
  const given = { ...process.env, CLADESCOPE_DB: join(folder, 'cladescope.sqlite'), NO_COLOR: '1', ...variables }
  const environment = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  return finish(
    spawn(process.execPath, [main, ...argumentsGiven], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

export function runCli(folder: string, ...argumentsGiven: string[]): Promise<CliResult> {
  return finish(startCli(folder, ...argumentsGiven))
}

/** Work that takes longer than a second, as on a busy machine, says how far it is: stderr without these lines. */
export function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^.*: \d+%(?:[ ,].*)?\n/gm, '')
}
