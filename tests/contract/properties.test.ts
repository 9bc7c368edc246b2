// What a resource type says of its properties is what becomes of them: one that is refused, or that no call has, is not said to be carried out.

import { resourceTypes } from '../../local/services/cloudformation/resources/index.ts'
import { type SurveyedProperty, surveyLife, surveyUpdate } from './property-survey.ts'

const types = [...resourceTypes.values()].map(type => [type.type, type] as const)

test.each(types)('%s carries out each property that it says is carried out', async (_, type) => {
  expect((await surveyLife(type)).filter(isWrong)).toEqual([])
})

/** Properties that may come and go without a call, with the reason. */
const QUIET: Readonly<Record<string, string>> = {
  'AWS::KMS::Key BypassPolicyLockoutSafetyCheck': 'it is for a change of the policy',
  'AWS::KMS::Key PendingWindowInDays': 'it is for the deletion',
  'AWS::Logs::LogGroup LogGroupClass': 'AWS does not support the change either',
}

test.each(types.filter(([, { update }]) => update))('%s carries out each change of them', async (name, type) => {
  const wrong = (await surveyUpdate(type)).filter(isWrong)
  expect(wrong.filter(({ path }) => QUIET[`${name} ${path}`] === undefined)).toEqual([])
})

/** What has one value only is not told to the service. A value that means nothing without another property is not known to be wrong. */
const isWrong = ({ outcome, only }: SurveyedProperty): boolean =>
  only ? outcome === 'refused' : outcome !== 'carried out'
