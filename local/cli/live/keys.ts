// What a person presses and what the system sends while the local cloud runs: the end of it, and the keys of the live view.

import { constants } from 'node:os'

export interface Interruption {
  /** Aborted once somebody wants the end: by a signal, by Ctrl-C, or because the terminal has gone. */
  readonly signal: AbortSignal
  /** Resolves with the exit code that shells give to such an end. */
  readonly exitCode: Promise<number>
  interrupt(): void
  dispose(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The first signal asks for an orderly end; the second does not wait for it. */
export const openInterruption = (): Interruption => {
  const controller = new AbortController()
  const { promise: exitCode, resolve } = Promise.withResolvers<number>()
  const end = (signal: (typeof SIGNALS)[number]) => {
    const code = 128 + constants.signals[signal]
    if (controller.signal.aborted) process.exit(code)
    controller.abort()
    resolve(code)
  }
  for (const signal of SIGNALS) process.on(signal, end)
  // Timers of the local cloud do not hold the process: this does, until it is told to end.
  const hold = setInterval(() => {}, 2 ** 30)
  return {
    signal: controller.signal,
    exitCode,
    interrupt: () => end('SIGINT'),
    dispose: () => {
      clearInterval(hold)
      for (const signal of SIGNALS) process.off(signal, end)
    },
  }
}

/** Calls what belongs to the key that is pressed; the result ends it and gives the terminal its own ways back. */
export const readKeys = (stdin: NodeJS.ReadStream, actions: ReadonlyMap<string, () => void>): (() => void) => {
  if (!stdin.isTTY) return () => {}
  // One key at a time, with or without Enter: pasted text answers nothing, nor does a key that sends a sequence (an arrow's ends in A, B, C or D).
  const press = (typed: string) =>
    actions.get(typed.includes(CTRL_C) ? CTRL_C : typed.toLowerCase().replace(/(?<=.)[\r\n]+$/, ''))?.()
  stdin.setRawMode(true).setEncoding('utf8').resume().on('data', press)
  return () => {
    stdin.off('data', press).setRawMode(false).pause()
  }
}

export const CTRL_C = '\u0003'
