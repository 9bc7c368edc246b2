// Members that contradict each other, and filters that there are not.

import { stackWorld, template, thing } from '../../../../tests/support/cloudformation/stack-world.ts'

let stack: ReturnType<typeof stackWorld>
beforeEach(async () => {
  stack = stackWorld()
  await stack.create(template({ One: thing() }))
})
afterEach(() => stack.close())

const beside = [{ ParameterKey: 'P', ParameterValue: 'v', UsePreviousValue: true }]

test.each<[string, string, Readonly<Record<string, unknown>>, string]>([
  [
    'a template beside the previous one',
    'UpdateStack',
    { UsePreviousTemplate: true, TemplateBody: template({ One: thing() }) },
    'You cannot specify UsePreviousTemplate beside TemplateBody or TemplateURL',
  ],
  [
    'a value beside the previous one',
    'CreateChangeSet',
    { ChangeSetName: 'c', UsePreviousTemplate: true, Parameters: beside },
    'Invalid input for parameter key P. Cannot specify usePreviousValue as true and non empty value for a parameter',
  ],
  ['a status', 'ListStacks', { StackStatusFilter: ['FOO'] }, "Value '[FOO]' at 'stackStatusFilter' failed"],
])('%s is refused', async (_, operation, more, message) => {
  const input = operation === 'ListStacks' ? more : { StackName: 'stack', ...more }
  await expect(stack.call(operation, input)).rejects.toMatchObject({
    code: 'ValidationError',
    message: expect.stringContaining(message),
  })
})

test('a stack without parameters and outputs is shown without them', async () => {
  const { Stacks } = await stack.call('DescribeStacks', { StackName: 'stack' })
  expect(Stacks).toEqual([expect.objectContaining({ StackName: 'stack', Tags: [] })])
  expect(Stacks).toEqual([expect.not.objectContaining({ Outputs: expect.anything() })])
  expect(Stacks).toEqual([expect.not.objectContaining({ Parameters: expect.anything() })])
})
