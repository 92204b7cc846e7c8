import type { App, Session, Shell, WebContents, WebPreferences } from 'electron'
import { isOwnBlob, takeContentsOffline, takeSessionOffline } from './no-network.ts'
import { isExternalLink, isOwnUrl } from './origin.ts'

/** What a window's page may do: nothing but show the UI and call the functions of the preload script. */
export function hardenedPreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    disableBlinkFeatures: 'Auxclick',
  }
}

/**
 * Every page that ever comes to be: no navigation, redirect, new window or webview. Allow-listed links open in the
 * browser.
 */
export function hardenApp(app: Pick<App, 'on'>, shell: Pick<Shell, 'openExternal'>): void {
  app.on('web-contents-created', (_, contents) => hardenContents(contents, shell))
}

function hardenContents(contents: WebContents, shell: Pick<Shell, 'openExternal'>): void {
  const refuseForeign = (details: { readonly url: string; preventDefault(): void }): void => {
    if (!isOwnUrl(details.url)) details.preventDefault()
  }
  takeContentsOffline(contents)
  contents.on('will-navigate', refuseForeign)
  contents.on('will-redirect', refuseForeign)
  // The UI has no frames of its own, so none may go anywhere.
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame || !isOwnUrl(details.url)) details.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) void shell.openExternal(new URL(url).href)
    return { action: 'deny' }
  })
}

/**
 * The session's rights: no permission, no device, no request that leaves the app, no download but the page's own
 * exports.
 */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_, __, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_, answer) => answer({}))
  takeSessionOffline(session)
  session.on('will-download', (event, item) => {
    if (!isOwnBlob(item.getURL())) event.preventDefault()
  })
}
