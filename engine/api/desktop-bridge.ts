import type { Place } from './contract.ts'

/** What Electron's preload exposes to the page as `window.cladescope`, and nothing else. */
export interface DesktopBridge {
  /**
   * Asks for a port to the engine, which comes to the page's own window as a message (`portMessage`): a port cannot
   * pass between the worlds of preload and page in any other way. None comes where the engine is not there.
   */
  connect(): Promise<void>
  /** Whether the engine's process answers. */
  state(): Promise<unknown>
  /** Told when that changes. Returns a function that ends the subscription. */
  onState(listener: (standing: unknown) => void): () => void
  /** Starts an engine that has ended now, whether or not it is to be started by itself. */
  retryNow(): Promise<void>
  /** Opens the system's dialog for GGUF files; resolves to the chosen places, none where it was cancelled. */
  chooseFiles(): Promise<Place[]>
  chooseFolder(): Promise<Place[]>
}

/** The message with which preload hands the page its port; requests, replies and events of wire.ts go over it. */
export const portMessage = 'cladescope:port'
