// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html

import { alreadyExists, isThere, pick, text } from '../properties.ts'
import { carriedOut, createOnly, type Properties, type ResourceType } from '../resource-type.ts'
import { unqualified } from './names.ts'

export const eventInvokeConfig: ResourceType = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: {
    DestinationConfig: carriedOut({ OnFailure: { Destination: 'string' }, OnSuccess: { Destination: 'string' } }),
    FunctionName: createOnly('string'),
    MaximumEventAgeInSeconds: carriedOut('integer'),
    MaximumRetryAttempts: carriedOut('integer'),
    Qualifier: createOnly('string'),
  },
  required: ['FunctionName', 'Qualifier'],
  attributes: [],
  // Unverified: the words.
  existing: async (properties, hands) => {
    const { FunctionName, Qualifier } = inputOf(properties)
    const there = await isThere(hands.call('lambda', 'GetFunctionEventInvokeConfig', { FunctionName, Qualifier }))
    return there ? alreadyExists('AWS::Lambda::EventInvokeConfig', idOf(properties)) : undefined
  },
  create: async (properties, hands) => {
    const made = { physicalId: idOf(properties) }
    return await hands.make('lambda', 'PutFunctionEventInvokeConfig', inputOf(properties), () => made)
  },
  update: async ({ physicalId }, properties, _, hands) => {
    await hands.call('lambda', 'UpdateFunctionEventInvokeConfig', { ...DEFAULTS, ...inputOf(properties) })
    return { physicalId }
  },
  delete: async (_, properties, hands) => {
    const { FunctionName, Qualifier } = inputOf(properties)
    await hands.unmake('lambda', 'DeleteFunctionEventInvokeConfig', { FunctionName, Qualifier })
  },
}

const idOf = (properties: Properties): string => `${text(properties, 'FunctionName')}|${text(properties, 'Qualifier')}`

/** What a property that is gone goes back to. */
const DEFAULTS = {
  MaximumRetryAttempts: 2,
  MaximumEventAgeInSeconds: 21_600,
  DestinationConfig: { OnSuccess: {}, OnFailure: {} },
}

const inputOf = (properties: Properties) => ({
  FunctionName: unqualified(text(properties, 'FunctionName')),
  Qualifier: text(properties, 'Qualifier'),
  ...pick(properties, ['DestinationConfig', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts']),
})
