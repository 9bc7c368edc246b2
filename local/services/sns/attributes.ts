// Which attributes a topic may be given.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html

import { invalidParameter } from './names.ts'
import { readTopicPolicy } from './policy.ts'

const CARRIED_OUT = ['DisplayName', 'Policy', 'KmsMasterKeyId', 'SignatureVersion']

/** @throws ServiceError InvalidParameter */
export const checkAttributes = (name: string, value: string): void => {
  if (!CARRIED_OUT.includes(name))
    throw invalidParameter(
      `AttributeName Reason: ${name} is not carried out by the local cloud; ${CARRIED_OUT.join(', ')} are`,
    )
  if (name === 'Policy' && value !== '') readTopicPolicy(value)
  if (name === 'DisplayName' && value.length > 100)
    throw invalidParameter('DisplayName Reason: longer than 100 characters')
  if (name === 'SignatureVersion' && value !== '1' && value !== '2')
    throw invalidParameter('SignatureVersion Reason: expected 1 or 2')
}
