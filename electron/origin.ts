/** The scheme and host under which the UI is served inside the app; never file://. */
export const appScheme = 'app'
const appHost = 'cladescope'
export const appAddress = `${appScheme}://${appHost}/`

/**
 * Whether a URL is one of the app's own pages. Compares parsed URLs: a prefix test can be fooled by user names and
 * ports.
 */
export function isOwnUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed !== null &&
    parsed.protocol === `${appScheme}:` &&
    parsed.host === appHost &&
    parsed.username === '' &&
    parsed.password === ''
  )
}

/** Hosts that a link may open in the system's browser: where the sources of the formulas stand. */
const externalHosts: ReadonlySet<string> = new Set(['arxiv.org', 'doi.org'])

/** Whether a link may be handed to the system's browser. */
export function isExternalLink(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed !== null &&
    parsed.protocol === 'https:' &&
    externalHosts.has(parsed.hostname) &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === ''
  )
}
