// Operations on the targets of rules.

import { serviceOf } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { checkBus, ruleAccess, ruleNamed, ruleNameOf } from '../names.ts'
import type { EventsState, Target } from '../state.ts'
import { TARGET_KINDS } from '../target-kinds.ts'
import { changed } from '../trail.ts'

const define = operation<EventsState>()

/** What a target may have on AWS and not here. */
const REFUSED =
  'KinesisParameters RunCommandParameters EcsParameters BatchParameters SqsParameters HttpParameters RedshiftDataParameters SageMakerPipelineParameters DeadLetterConfig RetryPolicy AppSyncParameters'.split(
    ' ',
  )

const targetOf = (members: Members): Target => {
  const refused = REFUSED.find(name => members.has(name))
  if (refused !== undefined)
    throw new ServiceError('ValidationException', `${refused} of a target is not carried out by the local cloud`)
  const Id = members.string('Id', { min: 1, max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ })
  const Arn = members.string('Arn', { min: 1, max: 1600 })
  const RoleArn = members.optionalString('RoleArn')
  checkKind(Id, Arn, RoleArn)
  const Input = members.optionalString('Input', { max: 8192 })
  const InputPath = members.optionalString('InputPath', { max: 256 })
  const transformer = members.optionalStructure('InputTransformer')
  if ([Input, InputPath, transformer].filter(given => given !== undefined).length > 1)
    throw new ServiceError(
      'ValidationException',
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`,
    )
  if (Input !== undefined && !isJson(Input))
    throw new ServiceError('ValidationException', `Input for target ${Id} must be JSON.`)
  return {
    Id,
    Arn,
    ...(RoleArn !== undefined && { RoleArn }),
    ...(Input !== undefined && { Input }),
    ...(InputPath !== undefined && { InputPath }),
    ...(transformer && {
      InputTransformer: {
        InputPathsMap: transformer.map('InputPathsMap'),
        InputTemplate: transformer.string('InputTemplate', { min: 1, max: 8192 }),
      },
    }),
  }
}

const checkKind = (id: string, arn: string, roleArn: string | undefined): void => {
  const service = serviceOf(arn)
  if (service === undefined)
    throw new ServiceError(
      'ValidationException',
      `Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`,
    )
  const kind = TARGET_KINDS[service]
  if (!kind)
    throw new ServiceError(
      'ValidationException',
      `Targets of ${service} are not carried out by the local cloud; those of ${Object.keys(TARGET_KINDS).join(', ')} are`,
    )
  if (kind.needsRole && roleArn === undefined)
    throw new ServiceError('ValidationException', `RoleArn is required for target ${id}.`)
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const PutTargets = define({
  input: (members, place) => ({
    Name: ruleNameOf(members, place, 'Rule'),
    Targets: members.structures('Targets').map(targetOf),
  }),
  access: (input, scope) => [
    ...ruleAccess('PutTargets', { 'events:TargetArn': input.Targets.map(({ Arn }) => Arn) })(input, scope),
    ...input.Targets.flatMap(({ RoleArn }) =>
      RoleArn === undefined
        ? []
        : [{ action: 'iam:PassRole', resource: RoleArn, context: { 'iam:PassedToService': 'events.amazonaws.com' } }],
    ),
  ],
  decide: (state, input) => {
    const rule = ruleNamed(state, input.Name)
    const ids = new Set([...rule.targets.keys(), ...input.Targets.map(({ Id }) => Id)])
    if (ids.size > 5)
      throw new ServiceError(
        'LimitExceededException',
        'The requested resource exceeds the maximum number allowed: 5 targets per rule.',
      )
    return {
      output: { FailedEntryCount: 0, FailedEntries: [] },
      facts: [changed('PutTargets', rule.Arn, input)],
    }
  },
})

const RemoveTargets = define({
  input: (members, place) => ({ Name: ruleNameOf(members, place, 'Rule'), Ids: members.strings('Ids') }),
  access: ruleAccess('RemoveTargets'),
  decide: (state, input) => {
    const rule = ruleNamed(state, input.Name)
    return {
      output: { FailedEntryCount: 0, FailedEntries: [] },
      facts: [changed('RemoveTargets', rule.Arn, input)],
    }
  },
})

const ListTargetsByRule = define({
  input: (members, place) => ({
    Name: ruleNameOf(members, place, 'Rule'),
  }),
  access: ruleAccess('ListTargetsByRule'),
  decide: (state, { Name }) => ({ output: { Targets: [...ruleNamed(state, Name).targets.values()] } }),
})

const ListRuleNamesByTarget = define({
  input: (members, place) => {
    checkBus(members, place)
    return { TargetArn: members.string('TargetArn') }
  },
  access: () => [{ action: 'events:ListRuleNamesByTarget', resource: '*' }],
  decide: (state, { TargetArn }) => {
    const found = [...state.rules.values()].filter(rule =>
      [...rule.targets.values()].some(({ Arn }) => Arn === TargetArn),
    )
    return { output: { RuleNames: found.map(({ Name }) => Name).sort() } }
  },
})

export const targets: Readonly<Record<string, Operation<EventsState>>> = {
  PutTargets,
  RemoveTargets,
  ListTargetsByRule,
  ListRuleNamesByTarget,
}
