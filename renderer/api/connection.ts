import type { Api, Place } from '../../engine/api/contract.ts'
import type { ConnectionState } from '../../engine/api/wire.ts'

/** The system's own dialogs, where the shell has them. Cancelled: no places. */
interface PlaceChooser {
  chooseFiles(): Promise<readonly Place[]>
  chooseFolder(): Promise<readonly Place[]>
}

export interface Connection {
  readonly api: Api
  /** Null where the page itself must browse the engine's machine. */
  readonly chooser: PlaceChooser | null
  state(): ConnectionState
  /** Returns a function that ends the subscription. */
  onState(listener: () => void): () => void
  retryNow(): void
}
