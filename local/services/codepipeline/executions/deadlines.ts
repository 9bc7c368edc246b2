// The next time at which an action's patience ends, as a heap: a thousand waiting approvals cost a look no more than one.

export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly actionExecutionId: string
}

/** In the order of a heap: none before the one at half its place. */
export type Deadlines = Deadline[]

export const addDeadline = (heap: Deadlines, deadline: Deadline): void => {
  heap.push(deadline)
  rise(heap, heap.length - 1)
}

/** The first one is then the earliest that still holds. */
export const forgetPassed = (heap: Deadlines, holds: (deadline: Deadline) => boolean): void => {
  for (let top = heap[0]; top && !holds(top); top = heap[0]) removeTop(heap)
}

const removeTop = (heap: Deadlines): void => {
  const last = heap.pop()
  if (!last || heap.length === 0) return
  heap[0] = last
  sink(heap, 0)
}

const rise = (heap: Deadlines, index: number): void => {
  const parent = (index - 1) >> 1
  if (index > 0 && time(heap, index) < time(heap, parent)) {
    swap(heap, index, parent)
    rise(heap, parent)
  }
}

const sink = (heap: Deadlines, index: number): void => {
  const [left, right] = [2 * index + 1, 2 * index + 2]
  const smaller = time(heap, right) < time(heap, left) ? right : left
  if (time(heap, smaller) < time(heap, index)) {
    swap(heap, index, smaller)
    sink(heap, smaller)
  }
}

const time = (heap: Deadlines, index: number): number => heap[index]?.at ?? Number.POSITIVE_INFINITY

const swap = (heap: Deadlines, a: number, b: number): void => {
  const [first, second] = [heap[a], heap[b]]
  if (!first || !second) return
  heap[a] = second
  heap[b] = first
}
