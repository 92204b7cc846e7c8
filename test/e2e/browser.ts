import { setTimeout } from 'node:timers/promises'
import { chromium, type Browser } from 'playwright-core'

/**
 * A headless browser: on Linux the Chromium that an npm package brings, elsewhere an installed Chrome or Edge.
 * Undefined where none could be started; `why` then says what was tried. With CI set that is an error.
 */
export async function openBrowser(): Promise<{ readonly browser: Browser | undefined; readonly why: string }> {
  const tried: string[] = []
  const attempt = async (
    name: string,
    options: Parameters<typeof chromium.launch>[0],
  ): Promise<Browser | undefined> => {
    try {
      return await chromium.launch({ ...options, headless: true })
    } catch (error) {
      tried.push(`${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`)
      return undefined
    }
  }
  if (process.platform === 'linux') {
    const { default: bundled } = await import('@sparticuz/chromium')
    // Containers often run as root, where Chromium refuses its own sandbox.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    // The package unpacks the browser on first use and takes the file for whole as soon as it exists: a test file that
    // starts while another one still unpacks finds half a browser, and waits for the rest.
    for (let round = 0; round < 8; round++) {
      if (round > 0) await setTimeout(2000)
      try {
        const executablePath = await bundled.executablePath()
        const args = ['--font-render-hinting=none', ...asRoot]
        const browser =
          (await attempt('bundled Chromium', { executablePath, args })) ??
          (await attempt('bundled Chromium without sandbox', { executablePath, args: [...args, '--no-sandbox'] }))
        if (browser !== undefined) return { browser, why: '' }
      } catch (error) {
        tried.push(`bundled Chromium: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  for (const channel of ['chrome', 'msedge']) {
    const browser = await attempt(channel, { channel })
    if (browser !== undefined) return { browser, why: '' }
  }
  const why = `no browser could be started (${[...new Set(tried)].join('; ')})`
  // Where nobody looks at what was skipped, a run without a browser would be green without any UI.
  if (process.env['CI'] !== undefined) throw new Error(`Expected a browser for the tests of the UI: ${why}`)
  return { browser: undefined, why }
}
