// The names that CloudFormation gives: stack and change set ARNs, and physical names of resources that the template leaves nameless.

import { arnOf, type Place } from '../../core/arn.ts'
import type { NameRule } from './resources/resource-type.ts'

export const stackArn = (place: Place, stackName: string, id: string): string =>
  arnOf(place, 'cloudformation', `stack/${stackName}/${id}`)

export const changeSetArn = (place: Place, name: string, id: string): string =>
  arnOf(place, 'cloudformation', `changeSet/${name}/${id}`)

/** The name inside a stack's ARN. */
export const stackNameOf = (stackId: string): string => stackId.split('/')[1] ?? stackId

/**
 * STACK-LOGICALID-RANDOM. When that is too long, stack name and logical ID share what the random part leaves, as CloudFormation does.
 * Unverified: how CloudFormation divides the room between the two.
 */
export const physicalName = (rule: NameRule, stackName: string, logicalId: string, uuid: string): string => {
  const random = BigInt(`0x${uuid.replaceAll('-', '')}`)
    .toString(36)
    .toUpperCase()
    .slice(-12)
    .padStart(12, '0')
  const room = rule.max - random.length - 2
  const half = Math.floor(room / 2)
  const stackRoom = logicalId.length < half ? room - logicalId.length : half
  const stackPart = stackName.slice(0, stackRoom)
  const name = `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${random}`
  return rule.lowerCase ? name.toLowerCase() : name
}
