import { plural } from '../../core/format/quantity.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommandFailure } from '../failure.ts'
import { startBrowser } from './browser-pipe.ts'

interface PrintOptions {
  /** Path of a Chromium, Chrome or Edge. */
  readonly browser: string
  /** The page, which must need nothing from elsewhere. */
  readonly html: string
  readonly signal?: AbortSignal
  /** Milliseconds after which the browser is ended. Default 120 000. */
  readonly limit?: number
}

const defaultLimit = 120_000

/**
 * A page as PDF, printed by a headless browser in a profile of its own that is removed afterwards. Throws
 * CommandFailure where the browser fails or takes too long; the signal's reason after an abort.
 */
export async function printPage({
  browser: program,
  html,
  signal,
  limit = defaultLimit,
}: PrintOptions): Promise<Buffer> {
  signal?.throwIfAborted()
  const profile = mkdtempSync(join(tmpdir(), 'cladescope-print-'))
  let isLate = false
  let hasEnded: () => void = () => undefined
  const over = new Promise<void>((resolve) => {
    hasEnded = resolve
  })
  const browser = startBrowser(program, profile, () => hasEnded())
  const end = (): void => browser.end()
  const timer = setTimeout(() => {
    isLate = true
    end()
  }, limit)
  signal?.addEventListener('abort', end, { once: true })
  try {
    const { targetId } = await browser.call('Target.createTarget', { url: 'about:blank' })
    const session = (await browser.call('Target.attachToTarget', { targetId, flatten: true }))['sessionId'] as string
    const { frameTree } = (await browser.call('Page.getFrameTree', {}, session)) as {
      frameTree: { frame: { id: string } }
    }
    await browser.call('Page.setDocumentContent', { frameId: frameTree.frame.id, html }, session)
    const printed = await browser.call(
      'Page.printToPDF',
      { printBackground: true, preferCSSPageSize: true, generateTaggedPDF: true, generateDocumentOutline: true },
      session,
    )
    return pdfOf(printed['data'])
  } catch (error) {
    signal?.throwIfAborted()
    if (isLate)
      throw new CommandFailure(
        `${program} had not printed the PDF after ${String(Math.round(limit / 1000))} s and was ended`,
      )
    throw new CommandFailure(`no PDF: ${program} ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
    end()
    await over
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

function pdfOf(data: unknown): Buffer {
  const pdf = Buffer.from(typeof data === 'string' ? data : '', 'base64')
  if (pdf.subarray(0, 5).toString('latin1') !== '%PDF-')
    throw new Error(`answered with ${plural(pdf.length, 'byte')} that are no PDF`)
  return pdf
}
