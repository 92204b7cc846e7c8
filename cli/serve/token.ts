import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { tokenProtocolPrefix } from '../../engine/api/wire.ts'

/** A secret for one run of the web shell: 256 random bits, in characters that a URL and a subprotocol may hold. */
export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether the offered subprotocols hold the token. Compares in constant time, whatever the lengths. */
export function offersToken(protocols: readonly string[], token: string): boolean {
  const wanted = digest(token)
  let isGiven = false
  for (const protocol of protocols) {
    if (
      protocol.startsWith(tokenProtocolPrefix) &&
      timingSafeEqual(digest(protocol.slice(tokenProtocolPrefix.length)), wanted)
    )
      isGiven = true
  }
  return isGiven
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
