import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  Notification,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultDatabaseFile } from '../engine/default-database.ts'
import { appearance } from '../engine/api/appearance.ts'
import { openableKinds } from '../engine/api/openable-files.ts'
import { childEnvironment } from '../native/process/child-environment.ts'
import { connectApiBridge } from './api-bridge.ts'
import { serveAppProtocol } from './app-protocol.ts'
import { channels } from './channels.ts'
import { startEngineProcess } from './engine-process.ts'
import { createOpenedFiles } from './files/opened-files.ts'
import { readOpened } from './files/read-opened.ts'
import { recentFiles, withRecent } from './files/recent-files.ts'
import { hardenSession } from './hardening.ts'
import { createNewsDisplay } from './jobs/show-news.ts'
import { keptJson } from './kept-json.ts'
import { logFaults } from './log/log-faults.ts'
import { openLogFile } from './log/log-file.ts'
import { logPage } from './log/log-page.ts'
import { type MenuActions, menuTemplate } from './menu/menu-template.ts'
import { connectShellBridge } from './shell-bridge.ts'
import { createAppearance } from './window/appearance.ts'
import { openWindow } from './window/open-window.ts'
import { createStoppedScreen } from './window/stopped.ts'
import { boundsOnDisplays, watchWindowState, windowState } from './window/window-state.ts'

const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url))
const hostEntry = fileURLToPath(new URL('./engine-host-main.ts', import.meta.url))
const inferenceEntry = fileURLToPath(new URL('../native/process/inference-process.ts', import.meta.url))
const pageFolder = fileURLToPath(new URL('../dist/renderer/', import.meta.url))

export interface Desktop {
  /** Opens files of this machine, by their paths, once page and engine are there. */
  openFiles(paths: readonly string[]): void
  /** Opens the window, or brings it to the front. */
  showWindow(): void
}

/** Starts the engine and opens the window; the app is ready. */
export function startDesktop(): Desktop {
  const userFolder = app.getPath('userData')
  const logFolder = app.getPath('logs')
  const log = openLogFile({ folder: logFolder })
  logFaults(log, process)
  log.write('main', `Cladescope ${app.getVersion()} starts on ${process.platform} ${process.arch}`)
  const keptWindow = keptJson(join(userFolder, 'window.json'), windowState.nullable(), null)
  const keptRecent = keptJson(join(userFolder, 'recent-files.json'), recentFiles, [])
  let window: BrowserWindow | undefined
  let isPageReady = false

  hardenSession(session.defaultSession)
  serveAppProtocol(protocol, pageFolder)

  const look = createAppearance({
    theme: nativeTheme,
    kept: keptJson(join(userFolder, 'appearance.json'), appearance, { scheme: 'system', contrast: 'system' }),
    window: () => window,
    tellPage: (picked) => window?.webContents.send(channels.appearancePicked, picked),
    onChange: () => showMenu(),
  })

  const pageGone = (): void => {
    isPageReady = false
    look.pageGone()
  }

  const showWindow = (): void => {
    if (window === undefined) window = createWindow()
    if (window.isMinimized()) window.restore()
    window.focus()
  }

  const createWindow = (): BrowserWindow => {
    // A new window shows the UI, whatever the last one showed.
    stopped.forget()
    const kept = keptWindow.read()
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
    const opened = openWindow((options) => new BrowserWindow(options), {
      preload,
      bounds: boundsOnDisplays(kept?.bounds, areas),
      isMaximized: kept?.isMaximized ?? false,
      isFullScreen: kept?.isFullScreen ?? false,
      background: look.background(),
    })
    watchWindowState(opened, keptWindow.write)
    logPage(log, opened.webContents)
    opened.on('focus', news.seen)
    opened.on('closed', () => {
      window = undefined
      pageGone()
    })
    // A page that is loaded anew asks for files anew.
    opened.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) pageGone()
    })
    opened.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
      pageGone()
      if (reason !== 'clean-exit')
        stopped.show('The process that draws the window has ended.', `Reason: ${reason}, exit code ${exitCode}.`)
    })
    return opened
  }

  const news = createNewsDisplay({
    app,
    notify: (options) => new Notification(options),
    window: () => window,
    showWindow,
  })

  const engine = startEngineProcess({
    databaseFile: defaultDatabaseFile(),
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
    onWork: news.show,
    onStderr: log.write,
    onExit: ({ message, isRefusal, restart }) => {
      log.write('main', `${message}${restart === null ? '' : `; started again in ${restart} ms`}`)
      // That the database cannot be opened is said, with what can be done, by the page itself.
      if (restart === null && !isRefusal) stopped.show('The engine has ended several times.', message)
    },
  })

  const stopped = createStoppedScreen({
    log,
    logFolder,
    window: () => window,
    clipboard,
    shell,
    restart: engine.retryNow,
    tellPlainly: (what, reason) => dialog.showErrorBox(`Cladescope: ${what}`, reason),
  })

  const opened = createOpenedFiles({
    read: (path) => readOpened(path, engine.grantPlace),
    isReady: () => isPageReady && window !== undefined && engine.standing().state === 'open',
    deliver: (files) => window?.webContents.send(channels.opened, files),
    onOpened: (path) => {
      app.addRecentDocument(path)
      keptRecent.write(withRecent(keptRecent.read(), path))
      showMenu()
    },
    onFault: (error) => noteFault(error),
  })
  engine.onStanding(opened.handOver)

  const openBy = async (properties: ('openFile' | 'openDirectory' | 'multiSelections')[]): Promise<void> => {
    showWindow()
    const options = { properties, filters: properties.includes('openFile') ? dialogFilters : [] }
    const { canceled, filePaths } = await dialog.showOpenDialog(window!, options)
    if (!canceled) opened.open(filePaths)
  }
  const noteFault = (error: unknown): void => log.write('main', String(error))
  const actions: MenuActions = {
    openFiles: () => void openBy(['openFile', 'multiSelections']).catch(noteFault),
    openFolder: () => void openBy(['openDirectory']).catch(noteFault),
    openRecent: (path) => {
      showWindow()
      opened.open([path])
    },
    clearRecent: () => {
      app.clearRecentDocuments()
      keptRecent.write([])
      showMenu()
    },
    pickAppearance: look.pick,
    showLogs: stopped.openLogs,
  }
  const showMenu = (): void => {
    const { platform } = process
    const facts = { platform, isPackaged: app.isPackaged, recent: keptRecent.read(), appearance: look.now() }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(facts, actions)))
  }
  showMenu()

  connectApiBridge({ ipcMain, dialog, engine, window: () => window })
  connectShellBridge({
    ipcMain,
    window: () => window,
    onPageReady: () => {
      isPageReady = true
      opened.handOver()
    },
    openFiles: opened.open,
    onAppearance: look.told,
    stopped,
  })

  app.on('child-process-gone', (_, { type, reason, exitCode, serviceName }) =>
    log.write('main', `the process ${serviceName ?? type} has ended: ${reason}, exit code ${exitCode}`),
  )
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
      log.write('main', 'Cladescope ends')
      app.quit()
    })
  })
  showWindow()
  return { openFiles: opened.open, showWindow }
}

const dialogFilters = [
  {
    name: 'All that Cladescope opens',
    extensions: openableKinds.flatMap((kind) => [...kind.endings, ...kind.furtherEndings]),
  },
  ...openableKinds.map(({ name, endings, furtherEndings }) => ({ name, extensions: [...endings, ...furtherEndings] })),
]

function definedVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
