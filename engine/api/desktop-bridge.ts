import type { Appearance } from './appearance.ts'
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
  /**
   * Told of files that were opened with the app (by a double click, the menu, another start of the program) or dropped
   * on it: see opened-file.ts. What was opened before comes first. Returns a function that ends the subscription.
   */
  onOpened(listener: (files: unknown) => void): () => void
  /**
   * Opens files that were dropped on the page. Preload finds their paths, which a page cannot make up: a file that lies
   * on no disk is left out.
   */
  openDropped(files: readonly object[]): Promise<void>
  /** Tells how the page was chosen to look, so that menus and dialogs of the system look so too. */
  tellAppearance(appearance: Appearance): Promise<void>
  /** Told how the page is to look by a choice in the menu. Returns a function that ends the subscription. */
  onAppearancePicked(listener: (appearance: unknown) => void): () => void
  /** What the page after a crash shows; null where nothing has stopped. */
  stopReport(): Promise<unknown>
  /** Starts again what has stopped, and loads the UI. */
  reload(): Promise<void>
  /** Opens the folder of the log in the system's file manager. */
  openLogs(): Promise<void>
  /** Copies what the page after a crash shows. */
  copyReport(): Promise<void>
}

/** The message with which preload hands the page its port; requests, replies and events of wire.ts go over it. */
export const portMessage = 'cladescope:port'
