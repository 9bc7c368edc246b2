// PutParameter: a new parameter, or a new version of one.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html

import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import type { ConditionContext } from '../../../core/policy.ts'
import { type Operation, operation, type Scope } from '../../../core/service.ts'
import { tagsIn } from '../../../core/tags.ts'
import { allowedPattern, NotReadable } from '../../../template/allowed-pattern.ts'
import { dropValues, MANAGED_KEY, storeValue } from '../machine/values.ts'
import { parameterArn, readNewName, VERSIONS_KEPT, validation } from '../names.ts'
import { newestOf, type Parameter, type ParameterType, type ParameterVersion, type SsmState } from '../state.ts'
import { announced, changed } from '../trail.ts'

const TYPES: readonly ParameterType[] = ['String', 'StringList', 'SecureString']
const LONGEST = { Standard: 4096, Advanced: 8192 }

const readTier = (members: Members): keyof typeof LONGEST | 'Intelligent-Tiering' | undefined => {
  const given = members.optionalString('Tier', { values: ['Standard', 'Advanced', 'Intelligent-Tiering'] })
  return given === 'Standard' || given === 'Advanced' || given === 'Intelligent-Tiering' ? given : undefined
}

const readType = (members: Members): ParameterType | undefined => {
  const given = members.optionalString('Type', { values: TYPES })
  return TYPES.find(type => type === given)
}

export const putParameter: Operation<SsmState> = operation<SsmState>()({
  input: (members, place) => {
    members.only('DataType', 'text')
    return {
      name: readNewName(members, place),
      value: members.string('Value', { min: 1 }),
      type: readType(members),
      tier: readTier(members),
      overwrites: members.boolean('Overwrite'),
      description: members.optionalString('Description', { max: 1024 }),
      keyId: members.optionalString('KeyId', { min: 1, max: 256 }),
      pattern: members.optionalString('AllowedPattern', { max: 1024 }),
      tags: tagsIn(members.structures('Tags').map(tag => ({ Key: tag.string('Key'), Value: tag.string('Value') }))),
    }
  },
  access: ({ name, overwrites, tags }, scope) => {
    const resource = parameterArn(scope, name)
    const context: ConditionContext = { 'ssm:Overwrite': String(overwrites) }
    return [
      { action: 'ssm:PutParameter', resource, context },
      ...(Object.keys(tags).length > 0 ? [{ action: 'ssm:AddTagsToResource', resource }] : []),
    ]
  },
  perform: async (desk, { name, value, tags, ...input }, scope) => {
    const { overwrites, pattern, description } = input
    if (overwrites && Object.keys(tags).length > 0)
      throw validation(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
      )
    const type = typeOf(desk.state.parameters.get(name), input)
    const tier = tierOf(desk.state.parameters.get(name), input.tier, value)
    if (pattern !== undefined) checkPattern(pattern, value)
    const arn = parameterArn(desk, name)
    const keyId = type === 'SecureString' ? (input.keyId ?? MANAGED_KEY) : undefined
    if (type !== 'SecureString' && input.keyId !== undefined)
      throw validation('KeyId is required for SecureString type parameter only.')
    const stored = await storeValue(desk, scope.principal, arn, value, keyId)
    const known = desk.state.parameters.get(name)
    typeOf(known, input) // nobody made it, or another of it, meanwhile
    const version: ParameterVersion = {
      Version: known ? newestOf(known).Version + 1 : 1,
      Type: type,
      Tier: tier,
      LastModifiedDate: desk.now().toISOString(),
      LastModifiedUser: userOf(scope),
      ...stored,
      ...(description !== undefined && { Description: description }),
      ...(pattern !== undefined && { AllowedPattern: pattern }),
    }
    const event = {
      operation: known ? 'Update' : 'Create',
      name,
      type,
      ...(description !== undefined && { description }),
    } as const
    const answer = scope.answer(
      { Version: version.Version, Tier: tier },
      changed('PutParameter', arn, { name, arn, version, tags }),
      announced('Parameter Store Change', [arn], event),
    )
    dropValues(desk, (known?.versions ?? []).slice(0, (known?.versions.length ?? 0) + 1 - VERSIONS_KEPT))
    return answer
  },
})

/** @throws ServiceError ParameterAlreadyExists, ValidationException, HierarchyTypeMismatchException */
const typeOf = (
  known: Parameter | undefined,
  { type, overwrites }: { readonly type: ParameterType | undefined; readonly overwrites: boolean },
): ParameterType => {
  if (known && !overwrites)
    throw new ServiceError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    )
  const before = known && newestOf(known).Type
  if (type === undefined && before === undefined)
    throw validation('A parameter type is required when you create a parameter.')
  if (type !== undefined && before !== undefined && type !== before)
    throw new ServiceError(
      'HierarchyTypeMismatchException',
      `The parameter type cannot be changed from ${before} to ${type}. You must create a new, unique parameter.`,
    )
  return type ?? before ?? 'String'
}

/** An advanced parameter does not become a standard one again. @throws ServiceError ValidationException */
const tierOf = (
  known: Parameter | undefined,
  asked: ReturnType<typeof readTier>,
  value: string,
): keyof typeof LONGEST => {
  const before = known && newestOf(known).Tier
  const size = Buffer.byteLength(value)
  if (before === 'Advanced' && asked === 'Standard')
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    )
  const tier =
    asked === 'Advanced' || before === 'Advanced' || (asked === 'Intelligent-Tiering' && size > LONGEST.Standard)
      ? 'Advanced'
      : 'Standard'
  if (size > LONGEST[tier])
    throw validation(
      tier === 'Standard'
        ? `Standard tier parameters support a maximum parameter value of ${LONGEST.Standard} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`
        : `Advanced tier parameters support a maximum parameter value of ${LONGEST.Advanced} characters.`,
    )
  return tier
}

/** @throws ServiceError InvalidAllowedPatternException, ParameterPatternMismatchException */
const checkPattern = (pattern: string, value: string): void => {
  try {
    if (allowedPattern(pattern)(value)) return
  } catch (error) {
    if (error instanceof NotReadable) throw new ServiceError('InvalidAllowedPatternException', error.message)
    throw error
  }
  throw new ServiceError(
    'ParameterPatternMismatchException',
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  )
}

const userOf = ({ principal, account }: Scope): string =>
  principal.kind === 'user' || principal.kind === 'session' ? principal.arn : `arn:aws:iam::${account}:root`
