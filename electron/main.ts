/** The desktop shell: what must be settled before the app is ready. The rest is in desktop.ts. */
import { app, dialog, protocol, shell } from 'electron'
import { z } from 'zod'
import { appId } from './app-id.ts'
import { appSchemes } from './app-protocol.ts'
import { startDesktop } from './desktop.ts'
import { argumentPaths } from './files/argument-paths.ts'
import { hardenApp } from './hardening.ts'
import { takeChromiumOffline } from './no-network.ts'
import { isWithoutSandbox, withoutSandboxText } from './sandbox.ts'

// Every page sandboxed, whatever a window may ask for.
app.enableSandbox()
// Only Windows has such names; its installer gives the same one to the entry of the start menu.
if (process.platform === 'win32') app.setAppUserModelId(appId)
takeChromiumOffline(app.commandLine)
protocol.registerSchemesAsPrivileged(appSchemes)
hardenApp(app, shell)

const namedHere = argumentPaths(process.argv.slice(1), process.cwd())
/** What a second start of the program hands to the first; its arguments themselves are mixed with Chromium's. */
const handed = z.object({ paths: z.array(z.string().min(1)).max(10_000) })

if (isWithoutSandbox(app.commandLine, process.env)) {
  void app.whenReady().then(() => {
    dialog.showErrorBox('Cladescope', withoutSandboxText)
    app.exit(1)
  })
} else if (!app.requestSingleInstanceLock({ paths: namedHere })) app.quit()
else {
  /** Files that are named before there is anything to take them: macOS does so by an event. */
  const early: string[] = [...namedHere]
  let openFiles = (paths: readonly string[]): void => void early.push(...paths)
  let showWindow = (): void => undefined

  app.on('open-file', (event, path) => {
    event.preventDefault()
    openFiles([path])
    showWindow()
  })
  app.on('second-instance', (_, __, ___, data) => {
    const { success, data: named } = handed.safeParse(data)
    if (success) openFiles(named.paths)
    showWindow()
  })
  void app.whenReady().then(() => {
    const desktop = startDesktop()
    openFiles = desktop.openFiles
    showWindow = desktop.showWindow
    openFiles(early.splice(0))
  })
}
