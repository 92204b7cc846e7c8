import type { CommandLine, Session, WebContents } from 'electron'
import { appAddress, isOwnUrl } from './origin.ts'

/**
 * Chromium's own reasons to use the network, each taken away before the app is ready. None of these says anything about
 * the sandbox.
 */
export const offlineSwitches: readonly (readonly [name: string, value?: string])[] = [
  // No name is ever looked up, and no proxy is looked for.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['dns-prefetch-disable'],
  ['no-proxy-server'],
  // Lists, certificates and dictionaries that components would fetch.
  ['disable-component-update'],
  ['disable-background-networking'],
  ['disable-domain-reliability'],
  ['disable-sync'],
  ['no-pings'],
  ['disable-breakpad'],
  [
    'disable-features',
    'MediaRouter,OptimizationHints,AutofillServerCommunication,CertificateTransparencyComponentUpdater',
  ],
]

export function takeChromiumOffline(commandLine: Pick<CommandLine, 'appendSwitch'>): void {
  for (const [name, value] of offlineSwitches) commandLine.appendSwitch(name, value)
}

/** Cancels every request of a session that leaves the app, and whatever would make one by itself. */
export function takeSessionOffline(
  session: Pick<Session, 'webRequest' | 'setProxy' | 'setSpellCheckerEnabled' | 'setSpellCheckerDictionaryDownloadURL'>,
): void {
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isLocalRequest(details.url) }))
  // Rejected only where the session is gone.
  void session.setProxy({ mode: 'direct' }).catch(() => undefined)
  // A spelling checker downloads its dictionaries, past the session's own requests.
  session.setSpellCheckerEnabled(false)
  session.setSpellCheckerDictionaryDownloadURL(new URL('no-dictionaries/', appAddress).href)
}

/** WebRTC asks no session: it is left without any route. */
export function takeContentsOffline(contents: Pick<WebContents, 'setWebRTCIPHandlingPolicy'>): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}

/** Whether a request stays inside the app: its own protocol, or data the page made itself. */
export function isLocalRequest(url: string): boolean {
  return isOwnUrl(url) || isOwnBlob(url) || URL.parse(url)?.protocol === 'data:'
}

/** Whether a URL is data that one of the app's own pages has made. */
export function isOwnBlob(url: string): boolean {
  return url.startsWith('blob:') && isOwnUrl(url.slice('blob:'.length))
}
