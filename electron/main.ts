/** The desktop shell. Thin: it opens a hardened window on the UI and connects it with the engine by a port. */
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  session,
  shell,
  utilityProcess,
} from 'electron'
import { fileURLToPath } from 'node:url'
import { defaultDatabaseFile } from '../engine/default-database.ts'
import { childEnvironment } from '../native/process/child-environment.ts'
import { connectApiBridge } from './api-bridge.ts'
import { appSchemes, serveAppProtocol } from './app-protocol.ts'
import { startEngineProcess } from './engine-process.ts'
import { hardenApp, hardenSession } from './hardening.ts'
import { menuTemplate } from './menu.ts'
import { takeChromiumOffline } from './no-network.ts'
import { openWindow } from './window.ts'

const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url))
const hostEntry = fileURLToPath(new URL('./engine-host-main.ts', import.meta.url))
const inferenceEntry = fileURLToPath(new URL('../native/process/inference-process.ts', import.meta.url))
const pageFolder = fileURLToPath(new URL('../dist/renderer/', import.meta.url))

// Every page sandboxed, whatever a window may ask for.
app.enableSandbox()
takeChromiumOffline(app.commandLine)
protocol.registerSchemesAsPrivileged(appSchemes)
hardenApp(app, shell)

if (!app.requestSingleInstanceLock()) app.quit()
else void app.whenReady().then(start)

function start(): void {
  const databaseFile = defaultDatabaseFile()
  let window: BrowserWindow | undefined

  const showWindow = (): void => {
    if (window === undefined) {
      window = openWindow((options) => new BrowserWindow(options), preload)
      window.on('closed', () => (window = undefined))
    }
    if (window.isMinimized()) window.restore()
    window.focus()
  }

  hardenSession(session.defaultSession)
  serveAppProtocol(protocol, pageFolder)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))

  const engine = startEngineProcess({
    databaseFile,
    fork: () =>
      utilityProcess.fork(hostEntry, [], {
        serviceName: 'Cladescope engine',
        stdio: ['ignore', 'inherit', 'pipe'],
        env: definedVariables(childEnvironment(process.env)),
      }),
    forkInference: () =>
      utilityProcess.fork(inferenceEntry, [], {
        serviceName: 'Cladescope inference',
        stdio: ['ignore', 'ignore', 'pipe'],
        env: definedVariables(childEnvironment(process.env)),
      }),
    createChannel: () => new MessageChannelMain(),
    onExit: ({ message, restart }) => {
      if (restart === null) dialog.showErrorBox('Cladescope: the engine has stopped', message)
    },
  })
  connectApiBridge({ ipcMain, dialog, engine, window: () => window })

  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void engine.close().finally(() => {
      closed = true
      app.quit()
    })
  })
  showWindow()
}

function definedVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
