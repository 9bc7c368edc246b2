// An execution as lines of text: one for each action, the stage's name before its first.

import { stripVTControlCharacters, styleText } from 'node:util'
import { cut, oneLine, subjectOf } from './columns.ts'
import { commitOf, isWorking, type LiveAction, type LiveExecution, type LiveState, titleOf } from './model.ts'

export interface Look {
  /** Columns of the terminal; longer lines are cut. */
  readonly width: number
  readonly colors: boolean
  /** Milliseconds since 1970: what runs is shown with its time so far. */
  readonly now: number
}

type Style = Parameters<typeof styleText>[0]

const MARKS: Readonly<Record<LiveState, { readonly mark: string; readonly style: Style }>> = {
  Waiting: { mark: '·', style: 'dim' },
  InProgress: { mark: '▸', style: 'cyan' },
  Succeeded: { mark: '✔', style: 'green' },
  Failed: { mark: '✘', style: 'red' },
  Stopped: { mark: '■', style: 'yellow' },
  Superseded: { mark: '↷', style: 'yellow' },
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

export const paint = (style: Style, text: string, colors: boolean): string =>
  colors ? styleText(style, text, { validateStream: false }) : text

/** Those under way: the newest in full, and above it one line for each that is ahead of it. */
export const renderUnderWay = (executions: readonly LiveExecution[], look: Look): readonly string[] => {
  const newest = executions.at(-1)
  if (!newest) return []
  const ahead = executions.slice(0, -1).map(execution => renderAhead(execution, look))
  return ahead.length === 0
    ? renderExecution(newest, look)
    : [
        ...ahead,
        '',
        paint('bold', cut(`  ${titleOf(newest)}`, look.width), look.colors),
        ...renderExecution(newest, look),
      ]
}

const renderAhead = (execution: LiveExecution, look: Look): string => {
  const action = execution.actions.find(({ state }) => state === 'InProgress')
  const next = execution.actions.find(({ state }) => state === 'Waiting')
  const where = action
    ? `${action.stage}/${action.name}  ${stateText(action, look.now).trim()}`
    : `waits until ${next?.stage} is free`
  const mark = action ? markOf(action, look) : MARKS.Waiting.mark
  return paint('cyan', cut(`  ${mark} ${titleOf(execution)}  ${where}`, look.width), look.colors)
}

/** At most so many rows: what lies farthest from the work under way is left out first, the question never. */
export const within = (
  lines: readonly string[],
  question: readonly string[],
  rows: number,
  look: Look,
): readonly string[] => {
  const asked = question.map(line => paint('bold', cut(line, look.width), look.colors))
  const below = asked.length > 0 && lines.length > 0 ? ['', ...asked] : asked
  const room = Math.max(rows - below.length, 1)
  if (lines.length <= room) return [...lines, ...below]
  const waiting = lines.findLastIndex(line => !stripVTControlCharacters(line).startsWith(`  ${MARKS.Waiting.mark}`))
  const end = Math.min(Math.max(waiting + 2, room), lines.length)
  return [...lines.slice(end - room, end), ...below]
}

export const renderExecution = (execution: LiveExecution, look: Look): readonly string[] => {
  const stageWidth = Math.max(...execution.actions.map(({ stage }) => stage.length))
  const actionWidth = Math.max(...execution.actions.map(({ name }) => name.length))
  return execution.actions.map((action, index) => {
    const first = execution.actions[index - 1]?.stage !== action.stage
    const { style } = MARKS[action.state]
    const head = `  ${markOf(action, look)} ${(first ? action.stage : '').padEnd(stageWidth)}  ${action.name.padEnd(actionWidth)}`
    const text = `${head}  ${stateText(action, look.now)}`
    return paint(style, cut(text, look.width), look.colors)
  })
}

const markOf = (action: LiveAction, { now }: Look): string =>
  isWorking(action) ? (SPINNER[Math.floor(now / 100) % SPINNER.length] ?? '▸') : MARKS[action.state].mark

const stateText = (action: LiveAction, now: number): string => {
  if (action.state === 'Waiting') return ''
  if (action.state === 'InProgress' && action.category === 'Approval') return 'waits for an approval'
  const time = action.started === undefined ? '' : duration((action.ended ?? now) - action.started)
  const summary = action.summary ? `  ${oneLine(action.summary)}` : ''
  return `${(action.state === 'InProgress' ? '' : action.state).padEnd(9)} ${time.padStart(7)}${summary}`
}

/** One line for a change, where the screen cannot be redrawn; with the commit when several are under way. */
export const renderChange = (
  execution: LiveExecution,
  action: LiveAction,
  oneOfSeveral: boolean,
  look: Look,
): string => {
  const { mark, style } = MARKS[action.state]
  const time =
    action.ended !== undefined && action.started !== undefined ? ` in ${duration(action.ended - action.started)}` : ''
  const state =
    action.state !== 'InProgress' ? action.state : action.category === 'Approval' ? 'waits for an approval' : 'started'
  const shown = action.category === 'Source' ? subjectOf : oneLine
  const summary = action.summary ? `: ${shown(action.summary)}` : ''
  const commit = oneOfSeveral ? commitOf(execution) : undefined
  const whose = commit ? `${commit} ` : ''
  return paint(style, `  ${mark} ${whose}${action.stage}/${action.name} ${state}${time}${summary}`, look.colors)
}

/** `0.34 s`, `12.3 s`, `2 min 5 s` */
export const duration = (milliseconds: number): string => {
  const seconds = Math.max(milliseconds, 0) / 1000
  if (seconds < 10) return `${seconds.toFixed(2)} s`
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
}
