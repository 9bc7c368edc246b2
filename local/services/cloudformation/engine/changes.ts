// What an operation would change, found without a call: the content of change sets, and whether there is anything to update.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html

import type { Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import { conditionValues } from '../../../template/conditions.ts'
import type { Environment } from '../../../template/environment.ts'
import { provisioningGraph } from '../../../template/graph.ts'
import { SERVERLESS_TRANSFORM } from '../../../template/template.ts'
import type { Change, Source } from '../documents.ts'
import type { Documents } from '../machine/documents.ts'
import { canonical } from '../resources/properties.ts'
import type { ResourceTypes } from '../resources/resource-type.ts'
import type { StackIdentity } from '../source.ts'
import type { CloudFormationState, Output, Stack, Tag, Version } from '../state.ts'
import { causesOf } from './causes.ts'
import { givenBefore, keepGeneratedName } from './converge.ts'
import { outputsOf } from './outputs.ts'
import { difference, wantedOf } from './wanted.ts'

export interface Plan {
  readonly changes: readonly Change[]
  /** Outputs or tags differ; together with the changes: whether there is anything to do. */
  readonly otherwise: boolean
}

export interface Planning {
  readonly place: Place
  readonly state: CloudFormationState
  /** As it is now; undefined for a stack that does not exist. */
  readonly stack: Stack | undefined
  readonly identity: StackIdentity
  readonly source: Source
  readonly tags: readonly Tag[]
  readonly types: ResourceTypes
  readonly documents: Documents
}

/** AWS's own words for what nobody can know before it is made. */
export const LATER = '{{changeSet:KNOWN_AFTER_APPLY}}'

/** @throws ServiceError ValidationError what would fail anyway: a value that does not fit, an export that does not exist */
export const planChanges = (planning: Planning): Plan => {
  const renewed = new Set<string>()
  const environment = foreseen(planning, renewed)
  const graph = provisioningGraph(planning.source.template, environment.conditions)
  const changes = inOrder(graph).flatMap((logicalId): Change[] => {
    const waitsForNew = [...(graph.get(logicalId) ?? [])].some(needed => renewed.has(needed))
    const change = changeOf(planning, environment, logicalId, waitsForNew, renewed)
    if (change && (change.action === 'Add' || change.replacement === 'True')) renewed.add(logicalId)
    return change ? [change] : []
  })
  const removed = [...(planning.stack?.resources ?? [])].flatMap(([logicalId, { live }]): Change[] =>
    live && !graph.has(logicalId)
      ? [
          {
            logicalId,
            type: live.type,
            action: 'Remove',
            physicalId: live.physicalId,
            changed: [],
            policyAction: live.deletionPolicy === 'Retain' ? 'Retain' : 'Delete',
          },
        ]
      : [],
  )
  return { changes: [...changes, ...removed], otherwise: differsOtherwise(planning, environment, renewed.size > 0) }
}

const foreseen = ({ place, state, stack, identity, source }: Planning, renewed: ReadonlySet<string>): Environment => {
  const environment = {
    place,
    ...identity,
    notificationArns: [],
    template: source.template,
    parameters: source.parameters,
    ref: (logicalId: string) =>
      renewed.has(logicalId) ? LATER : (stack?.resources.get(logicalId)?.live?.physicalId ?? LATER),
    attribute: (logicalId: string, name: string) =>
      renewed.has(logicalId) ? LATER : (stack?.resources.get(logicalId)?.live?.attributes[name] ?? LATER),
    importValue: (name: string) => state.exports.get(name)?.value,
  }
  return { ...environment, conditions: conditionValues(environment) }
}

const inOrder = (graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] => {
  const ordered = new Set<string>()
  const visit = (logicalId: string): void => {
    if (ordered.has(logicalId)) return
    for (const needed of graph.get(logicalId) ?? []) visit(needed)
    ordered.add(logicalId)
  }
  for (const logicalId of graph.keys()) visit(logicalId)
  return [...ordered]
}

const changeOf = (
  planning: Planning,
  environment: Environment,
  logicalId: string,
  waitsForNew: boolean,
  renewed: ReadonlySet<string>,
): Change | undefined => {
  const declaration = planning.source.template.Resources[logicalId]
  const type = declaration && planning.types.get(declaration.Type)
  if (!declaration || !type) return undefined
  const live = planning.stack?.resources.get(logicalId)?.live
  const wanted = foreseeable(waitsForNew, () => wantedOf(logicalId, declaration, type, environment, planning.tags))
  if (!wanted) return unforeseen(logicalId, type.type, live)
  if (!live) return { logicalId, type: type.type, action: 'Add', changed: [], after: wanted.properties }
  const before = planning.documents.get(live.properties)
  const after = keepGeneratedName(wanted, live)
  const renamed = live.type !== type.type
  const given = renamed ? {} : givenBefore(planning.documents, live)
  const { kind, changed } = difference(type, given, { ...wanted.passedOver, ...after })
  if (kind === 'none' && !renamed) return undefined
  const replacement = kind === 'replace' || renamed ? 'True' : 'False'
  return {
    logicalId,
    type: type.type,
    action: 'Modify',
    physicalId: live.physicalId,
    replacement,
    changed,
    causes: causesOf(declaration, planning.source, formerSource(planning), renewed),
    ...(replacement === 'True' && {
      policyAction:
        live.updateReplacePolicy === 'Retain' ? ('ReplaceAndRetain' as const) : ('ReplaceAndDelete' as const),
    }),
    before,
    after,
  }
}

const formerSource = ({ stack, documents }: Planning): Source | undefined =>
  stack?.settings.source === undefined ? undefined : documents.get(stack.settings.source)

/** Undefined when functions of values that are known later, such as Fn::Select, cannot be carried out yet. */
const foreseeable = <Result>(waitsForNew: boolean, look: () => Result): Result | undefined => {
  try {
    return look()
  } catch (error) {
    if (waitsForNew && error instanceof ServiceError) return undefined
    throw error
  }
}

const unforeseen = (logicalId: string, type: string, live: Version | undefined): Change =>
  live
    ? { logicalId, type, action: 'Modify', physicalId: live.physicalId, replacement: 'Conditional', changed: [] }
    : { logicalId, type, action: 'Add', changed: [] }

const differsOtherwise = ({ stack, source, tags }: Planning, environment: Environment, renewed: boolean): boolean => {
  if (!stack) return true
  const outputs = (list: readonly Output[]): string =>
    canonical(
      list.map(({ OutputKey, OutputValue, Description = '', ExportName = '' }) => [
        OutputKey,
        OutputValue,
        Description,
        ExportName,
      ]),
    )
  const tagged = (list: readonly Tag[]): string => canonical(list.map(({ Key, Value }) => `${Key}=${Value}`).sort())
  const foreseen = foreseeable(renewed, () => outputsOf(source.template, environment))
  return !foreseen || outputs(foreseen) !== outputs(stack.Outputs) || tagged(tags) !== tagged(stack.settings.Tags)
}

/** Why an empty change set failed; a template with a transform gets the other wording. */
export const emptyReason = (transforms: readonly string[]): string =>
  transforms.includes(SERVERLESS_TRANSFORM)
    ? 'No updates are to be performed.'
    : "The submitted information didn't contain changes. Submit different information to create a change set."
