// Where the live view is drawn: a block at the terminal's end that is redrawn in place, or plain lines for a pipe or a log.

import { stripVTControlCharacters } from 'node:util'
import { columnsOf } from './columns.ts'
import { isWorking, type LiveAction, type LiveExecution } from './model.ts'
import { renderChange, renderExecution, renderUnderWay, within } from './render.ts'

/** What the block shows. */
export interface View {
  /** Those under way, oldest first. */
  readonly executions: readonly LiveExecution[]
  /** Lines below them, for example what the person is asked. */
  readonly question: readonly string[]
}

export interface Screen {
  /** Lines that stay, above the block. */
  say(...lines: readonly string[]): void
  /** The block as it is from now on. */
  show(view: View): void
  /** The difference that an event made, where nothing is redrawn. */
  tell(execution: LiveExecution, action: LiveAction): void
  /** An execution's last picture, which stays. */
  leave(execution: LiveExecution): void
  /** The block stays as it stands, without its question. */
  close(): void
}

export interface Terminal {
  write(text: string): void
  readonly isTTY: boolean
  readonly columns: number
  readonly rows: number
  readonly colors: boolean
  /** The result ends it. */
  onResize(listener: () => void): () => void
}

export const openScreen = (terminal: Terminal, now: () => number): Screen =>
  terminal.isTTY ? redrawn(terminal, now) : lines(terminal, now)

const NOTHING: View = { executions: [], question: [] }

const lines = (terminal: Terminal, now: () => number): Screen => {
  const write = (given: readonly string[]) => terminal.write(given.map(line => `${line}\n`).join(''))
  let view = NOTHING
  return {
    say: (...given) => write(given),
    show: next => {
      if (next.question.join() !== view.question.join()) write(next.question)
      view = next
    },
    tell: (execution, action) => {
      const look = { width: Number.POSITIVE_INFINITY, colors: terminal.colors, now: now() }
      write([renderChange(execution, action, view.executions.length > 1, look)])
    },
    leave: () => {},
    close: () => {},
  }
}

const FRAME_MS = 100

const redrawn = (terminal: Terminal, now: () => number): Screen => {
  let view = NOTHING
  let drawn: readonly string[] = []
  const look = () => ({ width: terminal.columns, colors: terminal.colors, now: now() })
  // A terminal that was made narrower has wrapped the lines: they take more rows than when they were drawn.
  const erase = () => {
    const rows = drawn.reduce((sum, line) => sum + rowsOf(line, terminal.columns), 0)
    return rows > 0 ? `\x1b[${rows}A\x1b[0J` : ''
  }
  const draw = (above: readonly string[] = []) => {
    const before = erase()
    drawn = within(renderUnderWay(view.executions, look()), view.question, terminal.rows - 1, look())
    terminal.write(before + [...above, ...drawn].map(line => `${line}\n`).join(''))
  }
  const timer = setInterval(() => {
    if (view.executions.some(({ actions }) => actions.some(isWorking))) draw()
  }, FRAME_MS)
  timer.unref()
  const endResize = terminal.onResize(draw)
  return {
    say: (...given) => draw(given),
    show: next => {
      view = next
      draw()
    },
    tell: () => {},
    leave: execution => draw(renderExecution(execution, look())),
    close: () => {
      clearInterval(timer)
      endResize()
      view = { ...view, question: [] }
      draw()
      view = NOTHING
      drawn = []
    },
  }
}

const rowsOf = (line: string, columns: number): number =>
  Math.max(1, Math.ceil(columnsOf(stripVTControlCharacters(line)) / columns))
