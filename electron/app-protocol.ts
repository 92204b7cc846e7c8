import type { CustomScheme, Protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { findPageFile } from '../engine/page/page-file.ts'
import { securityHeaders } from '../engine/page/security-headers.ts'
import { appAddress, appScheme, isOwnUrl } from './origin.ts'

/** The rights of the app's scheme; registered before the app is ready. */
export const appSchemes: CustomScheme[] = [
  {
    scheme: appScheme,
    privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: false, allowServiceWorkers: false },
  },
]

/** Serves the built UI under `app://cladescope/`. */
export function serveAppProtocol(protocol: Pick<Protocol, 'handle'>, pageFolder: string): void {
  protocol.handle(appScheme, (request) => answerPageRequest(request, pageFolder))
}

/** The answer to one request: a file whose real path lies inside the folder, or an error without details. */
export async function answerPageRequest(
  request: Pick<Request, 'url' | 'method'>,
  pageFolder: string,
): Promise<Response> {
  if (!isOwnUrl(request.url)) return refusal(403)
  if (request.method !== 'GET') return refusal(405)
  // The path as it was sent: parsing would resolve dots away before they can be refused.
  const pathname = `/${request.url.slice(appAddress.length).replace(/[?#].*$/s, '')}`
  const file = await findPageFile(pageFolder, pathname)
  if (file === undefined) return refusal(404)
  const bytes = await readFile(file.path)
  return new Response(new Uint8Array(bytes), {
    status: 200,
    headers: { ...securityHeaders, 'Content-Type': file.contentType },
  })
}

function refusal(status: 403 | 404 | 405): Response {
  return new Response(null, { status, headers: securityHeaders })
}
