// How many deliveries of EventBridge led here, one because of the other: a rule whose target makes the rule match again would go on for ever.

import { AsyncLocalStorage } from 'node:async_hooks'

const depth = new AsyncLocalStorage<number>()

/** Deliveries that led to what is happening now; 0 for what a person or the clock began. */
export const chainLength = (): number => depth.getStore() ?? 0

/** Whatever comes of `act`, now or later, counts as come of that many deliveries. */
export const inChain = <Result>(length: number, act: () => Result): Result => depth.run(length, act)
