// Which attributes a topic may be given.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html

import { isRecord } from '../../core/members.ts'
import { invalidParameter } from './names.ts'

const CARRIED_OUT = ['DisplayName', 'Policy', 'KmsMasterKeyId', 'SignatureVersion']

/** @throws ServiceError InvalidParameter */
export const checkAttributes = (name: string, value: string): void => {
  if (!CARRIED_OUT.includes(name))
    throw invalidParameter(
      `AttributeName Reason: ${name} is not carried out by the local cloud; ${CARRIED_OUT.join(', ')} are`,
    )
  if (name === 'Policy' && value !== '' && !isPolicy(value))
    throw invalidParameter('Policy Error: not a policy document in JSON')
  if (name === 'DisplayName' && value.length > 100)
    throw invalidParameter('DisplayName Reason: longer than 100 characters')
  if (name === 'SignatureVersion' && value !== '1' && value !== '2')
    throw invalidParameter('SignatureVersion Reason: expected 1 or 2')
}

const isPolicy = (text: string): boolean => {
  try {
    const document: unknown = JSON.parse(text)
    return isRecord(document) && document.Statement !== undefined
  } catch {
    return false
  }
}
