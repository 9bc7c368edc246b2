// The next time at which an action's patience ends, as a heap: a thousand waiting approvals cost a look no more than one.

export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly actionExecutionId: string
}

export class Deadlines {
  private readonly heap: Deadline[] = []

  add(deadline: Deadline): void {
    this.heap.push(deadline)
    this.rise(this.heap.length - 1)
  }

  /** The earliest one that still holds; the others before it are forgotten. */
  first(holds: (deadline: Deadline) => boolean): Deadline | undefined {
    for (let top = this.heap[0]; top; top = this.heap[0]) {
      if (holds(top)) return top
      this.removeTop()
    }
    return undefined
  }

  private removeTop(): void {
    const last = this.heap.pop()
    if (!last || this.heap.length === 0) return
    this.heap[0] = last
    this.sink(0)
  }

  private rise(index: number): void {
    const parent = (index - 1) >> 1
    if (index > 0 && this.time(index) < this.time(parent)) {
      this.swap(index, parent)
      this.rise(parent)
    }
  }

  private sink(index: number): void {
    const [left, right] = [2 * index + 1, 2 * index + 2]
    const smaller = this.time(right) < this.time(left) ? right : left
    if (this.time(smaller) < this.time(index)) {
      this.swap(index, smaller)
      this.sink(smaller)
    }
  }

  private time(index: number): number {
    return this.heap[index]?.at ?? Number.POSITIVE_INFINITY
  }

  private swap(a: number, b: number): void {
    const [first, second] = [this.heap[a], this.heap[b]]
    if (!first || !second) return
    this.heap[a] = second
    this.heap[b] = first
  }
}
