// Makes the resources of a stack what its template wants: in the order of their dependencies, independent ones at the same time.

import { messageOf } from '../../../core/errors.ts'
import type { Fact } from '../../../core/event.ts'
import type { Environment } from '../../../template/environment.ts'
import { provisioningGraph } from '../../../template/graph.ts'
import { resolve } from '../../../template/resolve.ts'
import { isMap, type ResourceDeclaration } from '../../../template/template.ts'
import type { Source } from '../documents.ts'
import type { Documents } from '../machine/documents.ts'
import { physicalName } from '../names.ts'
import { same } from '../resources/properties.ts'
import type { Properties, Provisioned } from '../resources/resource-type.ts'
import { invalid } from '../source.ts'
import type { Attempt, Version } from '../state.ts'
import { resourceAttempted, resourcePlaced, resourceStatus } from '../trail.ts'
import { createOwn, creationFailure } from './ownership.ts'
import {
  announceResource,
  authorizeStep,
  environmentOf,
  failureReason,
  handsFor,
  propertiesOf,
  type Run,
  typeOf,
} from './run.ts'
import { difference, type Wanted, wantedOf } from './wanted.ts'

export interface Failure {
  readonly logicalId: string
  readonly kind: 'create' | 'update'
  readonly reason: string
}

/** Ends when every resource is as wanted, or, after a failure, when the steps under way have ended. */
export const converge = async (run: Run, source: Source): Promise<readonly Failure[]> => {
  const environment = environmentOf(run, source)
  const graph = provisioningGraph(source.template, environment.conditions)
  const failures: Failure[] = []
  const steps = new Map<string, Promise<void>>()
  const stepOf = (logicalId: string): Promise<void> => {
    const known = steps.get(logicalId)
    if (known) return known
    const waitsFor = [...(graph.get(logicalId) ?? [])]
    const step = Promise.all(waitsFor.map(stepOf)).then(async () => {
      if (failures.length > 0 || interrupted(run)) return
      const failure = await provision(run, source, environment, logicalId, waitsFor)
      if (failure) failures.push(failure)
    })
    steps.set(logicalId, step)
    return step
  }
  await Promise.all([...graph.keys()].map(stepOf))
  return failures
}

/** No further step may begin: the process stops, or the update was cancelled. */
export const interrupted = (run: Run): boolean => run.desk.stopping.aborted || run.stack.operation?.cancelled === true

const provision = async (
  run: Run,
  source: Source,
  environment: Environment,
  logicalId: string,
  waitsFor: readonly string[],
): Promise<Failure | undefined> => {
  const declaration = source.template.Resources[logicalId]
  if (!declaration) return undefined
  const type = typeOf(run, declaration.Type)
  const live = run.stack.resources.get(logicalId)?.live
  let step: Step
  try {
    const wanted = wantedOf(logicalId, declaration, type, environment, run.stack.settings.Tags)
    const attempt = attemptOf(declaration, environment, waitsFor)
    step = { run, logicalId, wanted, attempt, updatePolicy: updatePolicyOf(declaration, environment) }
  } catch (error) {
    const [status, kind] = live ? (['UPDATE_FAILED', 'update'] as const) : (['CREATE_FAILED', 'create'] as const)
    const reason = messageOf(error)
    announceResource(run, { logicalId, type: type.type, status, reason, ...(live && { physicalId: live.physicalId }) })
    return { logicalId, kind, reason }
  }
  if (!live) return await createResource(step)
  if (live.type !== type.type) return await replaceResource(step, live, {})
  return await changeResource(step, live)
}

interface Step {
  readonly run: Run
  readonly logicalId: string
  readonly wanted: Wanted
  readonly attempt: Policies
  readonly updatePolicy: Properties
}

type Policies = Pick<Attempt, 'waitsFor' | 'deletionPolicy' | 'updateReplacePolicy'>

const updatePolicyOf = ({ UpdatePolicy = {} }: ResourceDeclaration, environment: Environment): Properties => {
  const resolved = resolve(UpdatePolicy, environment)
  return isMap(resolved) ? resolved : {}
}

const attemptOf = (
  declaration: ResourceDeclaration,
  environment: Environment,
  waitsFor: readonly string[],
): Policies => {
  const policy = (value: ResourceDeclaration['DeletionPolicy']): string =>
    String((value === undefined ? undefined : resolve(value, environment)) ?? 'Delete')
  return {
    waitsFor,
    deletionPolicy: policy(declaration.DeletionPolicy),
    updateReplacePolicy: policy(declaration.UpdateReplacePolicy),
  }
}

const changeResource = async (step: Step, live: Version): Promise<Failure | undefined> => {
  const { run, logicalId, wanted } = step
  const previous = propertiesOf(run, live)
  const properties = keepGeneratedName(wanted, live)
  const { kind } = difference(wanted.type, givenBefore(run.documents, live), { ...wanted.passedOver, ...properties })
  if (kind === 'replace') return await replaceResource(step, live, previous)
  const attempt = madeWith(step, properties, live.generatedName)
  if (kind === 'update') return await updateResource(step, live, attempt, previous)
  const unchanged = JSON.stringify([live.waitsFor, live.deletionPolicy, live.updateReplacePolicy])
  if (unchanged !== JSON.stringify([attempt.waitsFor, attempt.deletionPolicy, attempt.updateReplacePolicy]))
    run.desk.record(resourcePlaced(run.stack.StackId, { logicalId, version: { ...live, ...step.attempt } }))
  return undefined
}

/** A name that CloudFormation generated stays as long as the template gives none. */
export const keepGeneratedName = ({ type, properties }: Wanted, live: Version): Properties =>
  type.name && live.generatedName !== undefined && properties[type.name.property] === undefined
    ? { ...properties, [type.name.property]: live.generatedName }
    : properties

/** What the template gave when the resource became what it is, carried out or not. */
export const givenBefore = (documents: Documents, { properties, passedOver }: Version): Properties => ({
  ...(passedOver === undefined ? {} : documents.get(passedOver)),
  ...documents.get(properties),
})

const madeWith = (step: Step, properties: Properties, generatedName?: string): Attempt => ({
  type: step.wanted.type.type,
  properties: step.run.documents.put(properties),
  ...(Object.keys(step.wanted.passedOver).length > 0 && { passedOver: step.run.documents.put(step.wanted.passedOver) }),
  ...step.attempt,
  ...(generatedName !== undefined && { generatedName }),
})

const named = (step: Step): { readonly properties: Properties; readonly generatedName?: string } => {
  const { type, properties } = step.wanted
  if (!type.name || properties[type.name.property] !== undefined) return { properties }
  const generatedName = physicalName(type.name, step.run.stack.StackName, step.logicalId, step.run.desk.newId())
  return { properties: { ...properties, [type.name.property]: generatedName }, generatedName }
}

const createResource = async (step: Step): Promise<Failure | undefined> => {
  const { run, logicalId, wanted } = step
  const type = wanted.type.type
  const { properties, generatedName } = named(step)
  const attempt = madeWith(step, properties, generatedName)
  run.desk.record(resourceAttempted(run.stack.StackId, { logicalId, attempt }))
  announceResource(run, { logicalId, type, status: 'CREATE_IN_PROGRESS' })
  try {
    const made = await createWith(step, attempt, properties)
    announceResource(run, { logicalId, type, status: 'CREATE_COMPLETE', physicalId: made, reason: warning(wanted) })
    return undefined
  } catch (error) {
    return failed(step, 'create', 'CREATE_FAILED', creationFailure(run, wanted.type, properties, error))
  }
}

const createWith = async (step: Step, attempt: Attempt, properties: Properties): Promise<string> => {
  const { run, logicalId, wanted } = step
  const { StackId } = run.stack
  const status = run.stack.resources.get(logicalId)?.ResourceStatus ?? 'CREATE_IN_PROGRESS'
  const type = wanted.type.type
  let placed: Provisioned | undefined
  const placing = (resource: Provisioned): readonly Fact[] => {
    placed = resource
    const { physicalId } = resource
    const begun = { logicalId, type, status, physicalId, reason: 'Resource creation Initiated' }
    return [placedFact(step, attempt, resource), resourceStatus(StackId, begun, run.token)]
  }
  const created = await createOwn(run, wanted.type, properties, handsFor(run, logicalId, { placing }))
  if (!placed) run.desk.record(...placing(created))
  authorizeStep(run, wanted.type, 'create', created, properties)
  return created.physicalId
}

const placedFact = ({ run, logicalId }: Step, attempt: Attempt, resource: Provisioned): Fact => {
  const version = { ...attempt, physicalId: resource.physicalId, attributes: resource.attributes ?? {} }
  return resourcePlaced(run.stack.StackId, { logicalId, version })
}

const updateResource = async (
  step: Step,
  live: Version,
  attempt: Attempt,
  previous: Properties,
): Promise<Failure | undefined> => {
  const { run, logicalId, wanted } = step
  const { type } = wanted
  const physicalId = live.physicalId
  run.desk.record(resourceAttempted(run.stack.StackId, { logicalId, attempt }))
  announceResource(run, { logicalId, type: type.type, status: 'UPDATE_IN_PROGRESS', physicalId })
  try {
    const properties = propertiesOf(run, attempt)
    authorizeStep(run, type, 'update', live, properties)
    const hands = handsFor(run, logicalId, { updatePolicy: step.updatePolicy })
    const updated = same(previous, properties) ? undefined : await type.update?.(live, properties, previous, hands)
    const changed = { physicalId, attributes: { ...live.attributes, ...updated?.attributes } }
    run.desk.record(placedFact(step, attempt, changed))
    const reason = warning(wanted)
    announceResource(run, { logicalId, type: type.type, status: 'UPDATE_COMPLETE', physicalId, reason })
    return undefined
  } catch (error) {
    const why = failureReason(error, type.type, run.desk.newId())
    return failed(step, 'update', 'UPDATE_FAILED', why)
  }
}

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.'

const replaceResource = async (step: Step, live: Version, previous: Properties): Promise<Failure | undefined> => {
  const { run, logicalId, wanted } = step
  const type = wanted.type.type
  const { properties, generatedName } = named(step)
  const attempt = madeWith(step, properties, generatedName)
  const started = { logicalId, type, status: 'UPDATE_IN_PROGRESS', physicalId: live.physicalId, reason: REPLACING }
  run.desk.record(resourceAttempted(run.stack.StackId, { logicalId, attempt }))
  announceResource(run, started)
  try {
    refuseSameName(step, live, previous)
    const made = await createWith(step, attempt, properties)
    announceResource(run, { logicalId, type, status: 'UPDATE_COMPLETE', physicalId: made, reason: warning(wanted) })
    return undefined
  } catch (error) {
    return failed(step, 'update', 'UPDATE_FAILED', creationFailure(run, wanted.type, properties, error))
  }
}

/** A replacement stands beside the old resource for a while, so it cannot have the same name. */
const refuseSameName = ({ wanted, run }: Step, live: Version, previous: Properties): void => {
  const { type, properties } = wanted
  const name = type.name && properties[type.name.property]
  if (name === undefined || live.type !== type.type || previous[type.name?.property ?? ''] !== name) return
  throw invalid(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${String(name)} and update the stack ${run.stack.StackName} again.`,
  )
}

const failed = (step: Step, kind: Failure['kind'], status: string, reason: string): Failure => {
  const { run, logicalId, wanted } = step
  const type = wanted.type.type
  const physicalId = run.stack.resources.get(logicalId)?.live?.physicalId
  announceResource(run, { logicalId, type, status, reason, ...(physicalId !== undefined && { physicalId }) })
  return { logicalId, kind, reason }
}

/** A property that is not carried out is never passed over in silence. */
const warning = ({ ignored }: Wanted): string =>
  ignored.length === 0 ? '' : `Not carried out locally: ${ignored.join(', ')}`
