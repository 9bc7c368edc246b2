// The rollback of an update: every resource that it touched gets its former properties back, in the order of the former template.

import type { StackOperation, Version } from '../state.ts'
import { resourcePlaced } from '../trail.ts'
import { announceResource, authorizeStep, failureReason, handsFor, propertiesOf, type Run, typeOf } from './run.ts'
import { difference } from './wanted.ts'

/** The logical IDs that could not be restored. */
export const restore = async (run: Run, operation: StackOperation): Promise<readonly string[]> => {
  const failures: string[] = []
  const steps = new Map<string, Promise<void>>()
  const stepOf = (logicalId: string): Promise<void> => {
    const known = steps.get(logicalId)
    if (known) return known
    const version = operation.before.get(logicalId)
    const step = Promise.all((version?.waitsFor ?? []).map(stepOf)).then(async () => {
      if (!version || run.desk.stopping.aborted) return
      if (!(await restoreResource(run, operation, logicalId, version))) failures.push(logicalId)
    })
    steps.set(logicalId, step)
    return step
  }
  await Promise.all([...operation.before.keys()].map(stepOf))
  return failures
}

const restoreResource = async (
  run: Run,
  operation: StackOperation,
  logicalId: string,
  version: Version,
): Promise<boolean> => {
  const resource = run.stack.resources.get(logicalId)
  const { physicalId } = version
  const attempted = operation.attempts.get(logicalId)
  const putBack = (): void => run.desk.record(resourcePlaced(run.stack.StackId, { logicalId, version }))
  const step = { logicalId, type: version.type, physicalId }
  if (!attempted) {
    putBack()
    if (resource?.ResourceStatus === 'UPDATE_FAILED') announceResource(run, { ...step, status: 'UPDATE_COMPLETE' })
    return true
  }
  announceResource(run, { ...step, status: 'UPDATE_IN_PROGRESS' })
  const untouched = attempted.type !== version.type || resource?.live?.physicalId !== physicalId
  const skipped = operation.request.resourcesToSkip?.includes(logicalId) === true
  if (!untouched && !skipped && attempted.properties !== version.properties) {
    try {
      await revert(run, logicalId, version, attempted)
    } catch (error) {
      const reason = failureReason(error, version.type, run.desk.newId())
      announceResource(run, { ...step, status: 'UPDATE_FAILED', reason })
      return false
    }
  }
  putBack()
  announceResource(run, { ...step, status: 'UPDATE_COMPLETE' })
  return true
}

/** Asks for the former properties again, whether or not the update came true. */
const revert = async (
  run: Run,
  logicalId: string,
  version: Version,
  attempted: Pick<Version, 'properties'>,
): Promise<void> => {
  const type = typeOf(run, version.type)
  const wanted = propertiesOf(run, version)
  const tried = propertiesOf(run, attempted)
  // A replacement that failed before it was made left the old resource as it was.
  if (!type.update || difference(type, wanted, tried).kind !== 'update') return
  authorizeStep(run, type, 'update', version, wanted)
  await type.update(version, wanted, tried, handsFor(run, logicalId))
}
