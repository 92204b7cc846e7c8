import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CommandFailure } from '../failure.ts'

export interface PrintOptions {
  /** Path of a Chromium, Chrome or Edge. */
  readonly browser: string
  /** The HTML file to print. */
  readonly page: string
  /** The PDF file to write. */
  readonly pdf: string
  readonly signal?: AbortSignal
  /** Milliseconds after which the browser is ended. Default 120 000. */
  readonly limit?: number
}

const defaultLimit = 120_000
const keptLines = 8

/**
 * Prints a page to PDF with a headless browser, in a profile of its own that is removed afterwards, and without network: no name
 * is resolved. Throws CommandFailure where the browser fails, takes too long or writes no PDF; the signal's reason after an abort.
 */
export async function printPage({ browser, page, pdf, signal, limit = defaultLimit }: PrintOptions): Promise<void> {
  signal?.throwIfAborted()
  const profile = mkdtempSync(join(tmpdir(), 'cladescope-print-'))
  try {
    const { code, lines, isLate } = await run(browser, [...argumentsFor(profile, pdf), pathToFileURL(page).href], signal, limit)
    signal?.throwIfAborted()
    if (isLate) throw new CommandFailure(`${browser} had not printed the PDF after ${String(Math.round(limit / 1000))} s and was ended`)
    if (!isPdf(pdf)) {
      throw new CommandFailure(`${browser} printed no PDF (exit code ${String(code)})${lines.length === 0 ? '' : `: ${lines.join(' | ')}`}`)
    }
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

function argumentsFor(profile: string, pdf: string): string[] {
  // Chromium refuses its own sandbox as root, as which containers often run; the page has no script and comes from this program.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [
    '--headless', `--user-data-dir=${profile}`, `--print-to-pdf=${pdf}`, '--no-pdf-header-footer',
    '--disable-gpu', '--no-first-run', '--no-default-browser-check', '--disable-extensions', '--disable-sync', '--disable-component-update',
    '--disable-background-networking', '--no-pings', '--host-resolver-rules=MAP * ~NOTFOUND', ...asRoot,
  ]
}

interface Ended {
  readonly code: number | null
  /** The last lines of stderr. */
  readonly lines: readonly string[]
  readonly isLate: boolean
}

function run(program: string, argumentsGiven: readonly string[], signal: AbortSignal | undefined, limit: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that the browser's own processes end with it.
    const child = spawn(program, argumentsGiven, { stdio: ['ignore', 'ignore', 'pipe'], detached: process.platform !== 'win32' })
    let said = ''
    let isLate = false
    const end = (): void => {
      try {
        if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGKILL')
        else process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended already.
      }
    }
    const timer = setTimeout(() => {
      isLate = true
      end()
    }, limit)
    signal?.addEventListener('abort', end, { once: true })
    const settle = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
    }
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
    child.once('error', (error) => {
      settle()
      reject(new CommandFailure(`${program} could not be started: ${error.message}`, { cause: error }))
    })
    child.once('close', (code) => {
      settle()
      resolve({ code, lines: said.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(-keptLines), isLate })
    })
  })
}

/** Whether a file begins and ends as a PDF does, so that a torn one is not taken for whole. */
function isPdf(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < 16) return false
  const handle = openSync(file, 'r')
  try {
    const part = (length: number, position: number): string => {
      const bytes = Buffer.alloc(length)
      return bytes.toString('latin1', 0, readSync(handle, bytes, 0, length, position))
    }
    return part(5, 0) === '%PDF-' && part(Math.min(64, size), size - Math.min(64, size)).includes('%%EOF')
  } finally {
    closeSync(handle)
  }
}
