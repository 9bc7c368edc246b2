// Operations on subscriptions: functions, and mail that goes to the local outbox.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html

import type { Members } from '../../../core/input/members.ts'
import { type Operation, operation } from '../../../core/service.ts'
import { invalidParameter, subscriptionNamed, topicAccess, topicNamed } from '../names.ts'
import type { SnsState, Subscription } from '../state.ts'
import { changed } from '../trail.ts'

const define = operation<SnsState>()

const CARRIED_OUT = ['email', 'email-json', 'lambda']

const protocolOf = (members: Members): string => {
  const protocol = members.string('Protocol')
  if (CARRIED_OUT.includes(protocol)) return protocol
  const known = ['http', 'https', 'sms', 'sqs', 'application', 'firehose'].includes(protocol)
  throw invalidParameter(
    known
      ? `Protocol Reason: subscriptions of ${protocol} are not carried out by the local cloud; ${CARRIED_OUT.join(', ')} are`
      : `Does not support this protocol string: ${protocol}`,
  )
}

const endpointOf = (members: Members, protocol: string): string => {
  const endpoint = members.string('Endpoint')
  const fits = protocol === 'lambda' ? /^arn:aws:lambda:[^:]+:\d{12}:function:.+/ : /^[^@\s]+@[^@\s]+$/
  if (!fits.test(endpoint))
    throw invalidParameter(protocol === 'lambda' ? 'Lambda endpoint ARN' : `Email address: ${endpoint}`)
  return endpoint
}

const Subscribe = define({
  input: members => {
    const Protocol = protocolOf(members)
    const [attribute] = Object.keys(members.map('Attributes'))
    if (attribute !== undefined)
      throw invalidParameter(`Attributes Reason: ${attribute} of a subscription is not carried out by the local cloud`)
    return { TopicArn: members.string('TopicArn'), Protocol, Endpoint: endpointOf(members, Protocol) }
  },
  access: ({ TopicArn, Protocol, Endpoint }) => [
    { action: 'sns:Subscribe', resource: TopicArn, context: { 'sns:Protocol': Protocol, 'sns:Endpoint': Endpoint } },
  ],
  // Differs from AWS: mail needs no confirmation, because it is put into the local outbox and sent to nobody.
  decide: (state, { TopicArn, Protocol, Endpoint }, { newId, account }) => {
    topicNamed(state, TopicArn)
    const same = subscriptionsOf(state, TopicArn).find(
      other => other.Protocol === Protocol && other.Endpoint === Endpoint,
    )
    if (same) return { output: { SubscriptionArn: same.SubscriptionArn } }
    const SubscriptionArn = `${TopicArn}:${newId()}`
    const subscription: Subscription = { SubscriptionArn, TopicArn, Protocol, Endpoint, Owner: account }
    return {
      output: { SubscriptionArn },
      facts: [changed('Subscribe', TopicArn, subscription)],
    }
  },
})

export const subscriptionsOf = (state: SnsState, topicArn: string): readonly Subscription[] =>
  [...state.subscriptions.values()].filter(({ TopicArn }) => TopicArn === topicArn)

/** The topic's ARN is the subscription's without its last part. */
const topicOf = (subscriptionArn: string): string => subscriptionArn.split(':').slice(0, 6).join(':')

const subscriptionInput = (members: Members): { readonly SubscriptionArn: string; readonly TopicArn: string } => {
  const SubscriptionArn = members.string('SubscriptionArn')
  return { SubscriptionArn, TopicArn: topicOf(SubscriptionArn) }
}

const Unsubscribe = define({
  input: subscriptionInput,
  access: topicAccess('Unsubscribe'),
  decide: (state, input) => ({
    output: {},
    facts: state.subscriptions.has(input.SubscriptionArn) ? [changed('Unsubscribe', input.TopicArn, input)] : [],
  }),
})

const GetSubscriptionAttributes = define({
  input: subscriptionInput,
  access: topicAccess('GetSubscriptionAttributes'),
  decide: (state, { SubscriptionArn }) => {
    const attributes = {
      ...subscriptionNamed(state, SubscriptionArn),
      ConfirmationWasAuthenticated: 'true',
      PendingConfirmation: 'false',
      RawMessageDelivery: 'false',
    }
    return { output: { Attributes: new Map(Object.entries(attributes)) } }
  },
})

const ListSubscriptions = define({
  input: () => ({}),
  access: () => [{ action: 'sns:ListSubscriptions', resource: '*' }],
  decide: state => ({ output: { Subscriptions: [...state.subscriptions.values()] } }),
})

const ListSubscriptionsByTopic = define({
  input: members => ({ TopicArn: members.string('TopicArn') }),
  access: topicAccess('ListSubscriptionsByTopic'),
  decide: (state, { TopicArn }) => {
    topicNamed(state, TopicArn)
    return { output: { Subscriptions: subscriptionsOf(state, TopicArn) } }
  },
})

export const subscriptions: Readonly<Record<string, Operation<SnsState>>> = {
  Subscribe,
  Unsubscribe,
  GetSubscriptionAttributes,
  ListSubscriptions,
  ListSubscriptionsByTopic,
}
