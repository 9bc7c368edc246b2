// Expressions matched by following all their ways at once: the cost is at most the size of the expression times the length of the text, whatever
// a template or a buildspec says. There is no way back, and so no expression that never ends.
// https://swtch.com/~rsc/regexp/regexp1.html

import type { Text } from './glob.ts'

export type Expression =
  /** One UTF-16 unit of a kind. */
  | { readonly unit: (unit: number) => boolean }
  | { readonly sequence: readonly Expression[] }
  | { readonly either: readonly Expression[] }
  | { readonly repeated: Expression; readonly least: number; readonly most: number }
  | { readonly at: 'start' | 'end' }
  /** What follows does, or does not, begin so. */
  | { readonly ahead: Expression; readonly holds: boolean }

export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** Whether the whole text is such an expression. @throws TooLarge */
export const automaton = (expression: Expression): ((text: Text) => boolean) => {
  const program = compile(expression)
  return text => run(program, text, 0, true, new Map())
}

type Step =
  | { readonly unit: (unit: number) => boolean }
  | { readonly to: readonly number[] }
  | { readonly at: 'start' | 'end' }
  | { readonly ahead: Program; readonly holds: boolean }
  | { readonly done: true }

type Program = readonly Step[]

const LARGEST = 10_000

const compile = (expression: Expression): Program => {
  const program: Step[] = []
  add(program, expression)
  push(program, { done: true })
  return program
}

const push = (program: Step[], step: Step): number => {
  if (program.length >= LARGEST) throw new TooLarge(`more than ${LARGEST} steps`)
  return program.push(step) - 1
}

const add = (program: Step[], expression: Expression): void => {
  if ('unit' in expression || 'at' in expression) push(program, expression)
  else if ('ahead' in expression) push(program, { ahead: compile(expression.ahead), holds: expression.holds })
  else if ('sequence' in expression) for (const part of expression.sequence) add(program, part)
  else if ('either' in expression) addEither(program, expression.either)
  else addRepeated(program, expression.repeated, expression.least, expression.most)
}

const addEither = (program: Step[], ways: readonly Expression[]): void => {
  const fork: number[] = []
  const ends: number[] = []
  push(program, { to: fork })
  for (const way of ways) {
    fork.push(program.length)
    add(program, way)
    ends.push(push(program, { to: [] }))
  }
  for (const end of ends) program[end] = { to: [program.length] }
}

const addRepeated = (program: Step[], part: Expression, least: number, most: number): void => {
  for (let count = 0; count < least; count += 1) {
    // A step for each time, so that nothing repeated a million times is too large as well.
    push(program, { to: [program.length + 1] })
    add(program, part)
  }
  if (most === Number.POSITIVE_INFINITY) {
    const fork = push(program, { to: [] })
    add(program, part)
    push(program, { to: [fork] })
    program[fork] = { to: [fork + 1, program.length] }
    return
  }
  const forks: number[] = []
  for (let count = least; count < most; count += 1) {
    forks.push(push(program, { to: [] }))
    add(program, part)
  }
  for (const fork of forks) program[fork] = { to: [fork + 1, program.length] }
}

/** What was found of each look ahead at each place. */
type Found = Map<Program, Map<number, boolean>>

const run = (program: Program, text: Text, from: number, whole: boolean, found: Found): boolean => {
  let active = follow(program, [0], text, from, found)
  for (let index = from; ; index += 1) {
    const done = active.some(state => 'done' in (program[state] ?? {}))
    if (done && (!whole || index === text.length)) return true
    if (index === text.length || active.length === 0) return false
    const unit = text.charCodeAt(index)
    const next = active.filter(state => {
      const step = program[state]
      return step !== undefined && 'unit' in step && step.unit(unit)
    })
    active = follow(
      program,
      next.map(state => state + 1),
      text,
      index + 1,
      found,
    )
  }
}

/** The steps that wait for a unit, or are done, and that are reached without one. */
const follow = (program: Program, from: readonly number[], text: Text, index: number, found: Found): number[] => {
  const seen = new Set<number>()
  const waiting: number[] = []
  const open = [...from].reverse()
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (seen.has(state)) continue
    seen.add(state)
    const step = program[state]
    if (!step) continue
    if ('to' in step) open.push(...step.to)
    else if ('at' in step) {
      if (index === (step.at === 'start' ? 0 : text.length)) open.push(state + 1)
    } else if ('ahead' in step) {
      if (looksAhead(step.ahead, text, index, found) === step.holds) open.push(state + 1)
    } else waiting.push(state)
  }
  return waiting
}

const looksAhead = (program: Program, text: Text, index: number, found: Found): boolean => {
  const places = found.get(program) ?? new Map<number, boolean>()
  found.set(program, places)
  const known = places.get(index)
  if (known !== undefined) return known
  const holds = run(program, text, index, false, found)
  places.set(index, holds)
  return holds
}
