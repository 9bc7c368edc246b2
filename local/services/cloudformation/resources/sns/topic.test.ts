// Which topics are refused before anything is made.

import { environmentBefore } from '../../source.ts'
import { supportProblems } from '../../support.ts'
import { typesByName } from '../resource-type.ts'
import { topic } from './topic.ts'

const problemsOf = (Properties: Readonly<Record<string, string | boolean>>): readonly string[] => {
  const sections = { Parameters: {}, Rules: {}, Mappings: {}, Conditions: {}, Transform: [], Outputs: {} }
  const template = { ...sections, Resources: { Topic: { Type: topic.type, Properties } } }
  const environment = environmentBefore(
    { text: '', template, parameters: {} },
    { account: '1', region: 'r' },
    { stackName: 's', stackId: 'i' },
  )
  return supportProblems(template, environment, typesByName([topic]))
}

test('a FIFO topic is refused by each of its properties', () => {
  expect(problemsOf({ TopicName: 'a.fifo', FifoTopic: true, ContentBasedDeduplication: 'true' })).toEqual([
    'Topic: AWS::SNS::Topic FifoTopic is not carried out by the local cloud',
    'Topic: AWS::SNS::Topic ContentBasedDeduplication is not carried out by the local cloud',
    'Topic: TopicName a.fifo: FIFO topics are not carried out by the local cloud',
  ])
})

test('a topic that is said to be none is taken', () => {
  expect(problemsOf({ TopicName: 'a', FifoTopic: false, ContentBasedDeduplication: 'false' })).toEqual([])
})
