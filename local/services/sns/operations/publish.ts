// Publish: the message lands in the outbox, and is on its way to the functions that subscribed.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html

import { messageOf, ServiceError } from '../../../core/errors.ts'
import { isRecord, type Members } from '../../../core/input/members.ts'
import type { Principal } from '../../../core/principal.ts'
import { type Desk, type Operation, operation } from '../../../core/service.ts'
import { deliveryBegun } from '../machine/deliver.ts'
import { putIntoOutbox } from '../machine/outbox.ts'
import { invalidParameter, topicAccess, topicNamed } from '../names.ts'
import type { SnsState, Topic } from '../state.ts'
import { changed } from '../trail.ts'
import { subscriptionsOf } from './subscriptions.ts'

const define = operation<SnsState>()

const MOST = 256 * 1024

const Publish = define({
  input: members => {
    for (const refused of ['PhoneNumber', 'MessageDeduplicationId', 'MessageGroupId'])
      if (members.has(refused)) throw invalidParameter(`${refused} Reason: not carried out by the local cloud`)
    const TopicArn = members.optionalString('TopicArn') ?? members.optionalString('TargetArn')
    if (TopicArn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
    return { TopicArn, Subject: subjectOf(members), texts: textsOf(members), MessageAttributes: attributesOf(members) }
  },
  access: topicAccess('Publish'),
  perform: async (desk, { TopicArn, Subject, texts, MessageAttributes }, { principal, answer }) => {
    const topic = topicNamed(desk.state, TopicArn)
    await useKey(desk, principal, topic)
    const MessageId = desk.newId()
    const textFor = (protocol: string): string => texts.get(protocol) ?? texts.get('default') ?? ''
    const message = { TopicArn, MessageId, Timestamp: desk.now().toISOString(), Subject, textFor, MessageAttributes }
    const subscribers = subscriptionsOf(desk.state, TopicArn)
    await putIntoOutbox(desk.folder('outbox'), message, subscribers)
    const functions = subscribers.filter(({ Protocol }) => Protocol === 'lambda')
    return answer(
      { MessageId },
      changed('Publish', TopicArn, { MessageId, Subject }),
      ...functions.map(subscription => deliveryBegun(subscription, message)),
    )
  },
})

const subjectOf = (members: Members): string | undefined => {
  const subject = members.optionalString('Subject')
  if (subject === undefined || subject === '') return undefined
  if (!/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject)) throw invalidParameter('Subject')
  return subject
}

/** The text by protocol; without MessageStructure there is the default and no other. */
const textsOf = (members: Members): ReadonlyMap<string, string> => {
  const message = members.optionalString('Message') ?? ''
  if (message === '') throw invalidParameter('Empty message')
  if (Buffer.byteLength(message) > MOST) throw invalidParameter('Message too long')
  const structure = members.optionalString('MessageStructure')
  if (structure === undefined) return new Map([['default', message]])
  if (structure !== 'json') throw invalidParameter('MessageStructure')
  const texts = jsonOf(message)
  if (!isRecord(texts)) throw invalidParameter('Message Structure - JSON message body failed to parse')
  if (typeof texts.default !== 'string')
    throw invalidParameter('Message Structure - No default entry in JSON message body')
  return new Map(Object.entries(texts).map(([protocol, text]) => [protocol, String(text)]))
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** As subscribers get them: `{ name: { Type, Value } }`. */
const attributesOf = (members: Members): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(members.optionalStructure('MessageAttributes')?.value ?? {}).map(([name, value]) => {
      const attribute = isRecord(value) ? value : {}
      return [name, { Type: attribute.DataType, Value: attribute.StringValue ?? attribute.BinaryValue }]
    }),
  )

/** An encrypted topic needs the publisher's right to use its key. */
const useKey = async (desk: Desk<SnsState>, principal: Principal, topic: Topic): Promise<void> => {
  const KeyId = topic.attributes.KmsMasterKeyId
  // The key of SNS itself, alias/aws/sns, lets everybody of the account publish.
  if (!KeyId || KeyId === 'alias/aws/sns') return
  try {
    const context = { 'kms:ViaService': `sns.${desk.region}.amazonaws.com` }
    await desk.call(principal, 'kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' }, { context })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw new ServiceError('KMSAccessDenied', messageOf(error), 400)
  }
}

export const publish: Readonly<Record<string, Operation<SnsState>>> = { Publish }
