// Which stages serve customers: what is there is never deleted by itself.
import type { ReleaseStage } from '../config.ts'
import type { Deployment } from '../names.ts'

/** The last stage, and everything from the first gate on: there a person decides what becomes of a stack that failed. */
export function isKept(stages: readonly ReleaseStage[], { name }: Deployment): boolean {
  const firstGate = stages.findIndex(({ gate }) => gate !== undefined)
  const firstKept = firstGate < 0 ? stages.length - 1 : firstGate
  return stages.findIndex(stage => stage.name === name) >= firstKept
}
