// Waits for what another service does in its own time, without asking in vain: only a new fact is a reason to look again.

import { ServiceError } from '../../../core/errors.ts'

/** Who waits, of all runtimes in the process: looking again does no harm. */
const waiting = new Set<() => void>()

/** A service has announced something. */
export const wakeUp = (): void => {
  for (const look of [...waiting]) look()
}

/** @throws what `ready` throws; ServiceError when the process stops */
export const waitUntil = async (ready: () => Promise<boolean>, stopping: AbortSignal): Promise<void> => {
  while (!stopping.aborted) {
    const { promise: news, resolve } = Promise.withResolvers<void>()
    const look = (): void => resolve()
    waiting.add(look) // before asking, so that nothing announced in between is missed
    stopping.addEventListener('abort', look)
    try {
      if (await ready()) return
      await news
    } finally {
      waiting.delete(look)
      stopping.removeEventListener('abort', look)
    }
  }
  throw new ServiceError('NotStabilized', 'the local cloud was stopped')
}
