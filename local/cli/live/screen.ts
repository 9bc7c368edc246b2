// Where the live view is drawn: a block at the terminal's end that is redrawn in place, or plain lines for a pipe or a log.

import type { LiveAction, LiveExecution } from './model.ts'
import { renderChange, renderExecution } from './render.ts'

export interface Screen {
  /** Shows the execution as it is now; `changed` is the action that made the difference. */
  show(execution: LiveExecution, changed?: LiveAction): void
  /** A line that stays, above the block. */
  say(line: string): void
  /** A question below the block, until the next answer. */
  ask(question: string | undefined): void
  /** Leaves the block as it stands and lets the next begin below. */
  close(): void
}

export interface Terminal {
  write(text: string): void
  readonly isTTY: boolean
  readonly columns: number
  readonly colors: boolean
}

export const openScreen = (terminal: Terminal, now: () => number): Screen =>
  terminal.isTTY ? redrawn(terminal, now) : lines(terminal, now)

const lines = (terminal: Terminal, now: () => number): Screen => {
  const look = () => ({ width: Number.POSITIVE_INFINITY, colors: terminal.colors, now: now() })
  return {
    show: (_, changed) => {
      if (changed) terminal.write(`${renderChange(changed, look())}\n`)
    },
    say: line => terminal.write(`${line}\n`),
    ask: question => {
      if (question) terminal.write(`${question}\n`)
    },
    close: () => {},
  }
}

const FRAME_MS = 100

const redrawn = (terminal: Terminal, now: () => number): Screen => {
  let drawn = 0
  let execution: LiveExecution | undefined
  let question: string | undefined
  const erase = () => (drawn > 0 ? `\x1b[${drawn}A\x1b[0J` : '')
  const draw = (above = '') => {
    const look = { width: terminal.columns, colors: terminal.colors, now: now() }
    const block = [...(execution ? renderExecution(execution, look) : []), ...(question ? ['', question] : [])]
    const before = erase()
    drawn = block.length
    terminal.write(before + above + block.map(line => `${line}\n`).join(''))
  }
  const timer = setInterval(() => {
    if (execution?.actions.some(({ state }) => state === 'InProgress')) draw()
  }, FRAME_MS)
  timer.unref()
  return {
    show: shown => {
      execution = shown
      draw()
    },
    say: line => draw(`${line}\n`),
    ask: asked => {
      question = asked
      draw()
    },
    close: () => {
      draw()
      drawn = 0
      execution = undefined
      question = undefined
      clearInterval(timer)
    },
  }
}
