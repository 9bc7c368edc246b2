// Deletes resources, those first that others do not depend on, independent ones at the same time.

import type { Fact } from '../../../core/event.ts'
import { circle } from '../../../template/graph.ts'
import { isGone } from '../resources/properties.ts'
import type { Leftover } from '../state.ts'
import { resourceRemoved, resourceStatus } from '../trail.ts'
import { announceResource, authorizeStep, failureReason, handsFor, propertiesOf, type Run, typeOf } from './run.ts'

/** Whether the resource stays, although the stack lets go of it. */
export type Kept = (leftover: Leftover) => boolean

/** The logical IDs that could not be deleted. What a failed one still needs is not tried. */
export const remove = async (run: Run, leftovers: readonly Leftover[], kept: Kept): Promise<readonly string[]> => {
  const failures = new Set<string>()
  const order = dependents(leftovers)
  const steps = new Map<Leftover, Promise<boolean>>()
  const stepOf = (leftover: Leftover): Promise<boolean> => {
    const known = steps.get(leftover)
    if (known) return known
    const step = Promise.all((order.get(leftover) ?? []).map(stepOf)).then(async gone => {
      if (run.desk.stopping.aborted || gone.includes(false)) return false
      const done = kept(leftover) ? keep(run, leftover) : await destroy(run, leftover)
      if (!done) failures.add(leftover.logicalId)
      return done
    })
    steps.set(leftover, step)
    return step
  }
  await Promise.all(leftovers.map(stepOf))
  return [...failures]
}

/** For each, what must be deleted before it. Leftovers of several updates may form a circle; then there is no order to keep. */
const dependents = (leftovers: readonly Leftover[]): ReadonlyMap<Leftover, readonly Leftover[]> => {
  const order = new Map(
    leftovers.map(leftover => [
      leftover,
      leftovers.filter(other => other !== leftover && other.version.waitsFor.includes(leftover.logicalId)),
    ]),
  )
  const key = (leftover: Leftover): string => `${leftover.logicalId} ${leftover.version.physicalId}`
  const graph = new Map([...order].map(([leftover, others]) => [key(leftover), new Set(others.map(key))]))
  return circle(graph).length > 0 ? new Map() : order
}

const keep = (run: Run, { logicalId, version }: Leftover): boolean => {
  const { type, physicalId } = version
  const { StackId } = run.stack
  run.desk.record(
    resourceStatus(StackId, { logicalId, type, physicalId, status: 'DELETE_SKIPPED' }, run.token),
    resourceRemoved(StackId, { logicalId, physicalId }),
  )
  return true
}

const destroy = async (run: Run, { logicalId, version }: Leftover): Promise<boolean> => {
  const { physicalId } = version
  const step = { logicalId, type: version.type, physicalId }
  let removed = false
  const removing = (): readonly Fact[] => {
    removed = true
    return [
      resourceStatus(run.stack.StackId, { ...step, status: 'DELETE_COMPLETE' }, run.token),
      resourceRemoved(run.stack.StackId, { logicalId, physicalId }),
    ]
  }
  announceResource(run, { ...step, status: 'DELETE_IN_PROGRESS' })
  try {
    const type = typeOf(run, version.type)
    const properties = propertiesOf(run, version)
    authorizeStep(run, type, 'delete', version, properties)
    await type.delete(version, properties, handsFor(run, logicalId, { removing })).catch(error => {
      if (!isGone(error)) throw error
    })
  } catch (error) {
    announceResource(run, {
      ...step,
      status: 'DELETE_FAILED',
      reason: failureReason(error, version.type, run.desk.newId()),
    })
    return false
  }
  if (!removed) run.desk.record(...removing())
  return true
}
