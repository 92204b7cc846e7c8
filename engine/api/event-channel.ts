import { checkEvent } from './check-message.ts'
import { nothing } from './call.ts'
import { type EventName, type EventPayload, events } from './contract.ts'

type Listener = (payload: unknown) => void

/**
 * The engine's events. A listener that throws does not hinder the others or the engine; nor does a payload that does
 * not fit its schema, which nobody is told.
 */
export class EventChannel {
  private readonly listeners = new Map<EventName, Set<Listener>>()

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const all = this.listeners.get(name) ?? new Set<Listener>()
    this.listeners.set(name, all)
    // A wrapper of its own, so that subscribing one function twice ends one subscription at a time.
    const registered: Listener = (payload) => {
      listener(payload as EventPayload<N>)
    }
    all.add(registered)
    return () => {
      all.delete(registered)
    }
  }

  /** Tells that anything stored may have changed. */
  emitAllChanged(): void {
    for (const name of Object.keys(events) as EventName[]) if (events[name] === nothing) this.emit(name, {})
  }

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    const all = [...(this.listeners.get(name) ?? [])]
    if (all.length === 0) return
    reportingFaults(() => {
      checkEvent(name, payload)
      for (const listener of all)
        reportingFaults(() => {
          listener(payload)
        })
    })
  }
}

/** Reports a fault out of band: an event has no caller to throw to. */
function reportingFaults(work: () => void): void {
  try {
    work()
  } catch (error) {
    queueMicrotask(() => {
      process.emitWarning(error instanceof Error ? error : String(error))
    })
  }
}
