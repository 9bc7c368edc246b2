// What stays hidden of NoEcho parameters.

import { stackWorld, template, thing } from '../../../tests/support/cloudformation/stack-world.ts'

test('neither events nor change sets show properties of a stack with secrets', async () => {
  const stack = stackWorld()
  const body = (Size: number) =>
    template(
      { One: thing({ Name: 'one', Size, Text: { Ref: 'Secret' } }) },
      { Parameters: { Secret: { Type: 'String', NoEcho: true } } },
    )
  const Parameters = [{ ParameterKey: 'Secret', ParameterValue: 'hush-hush' }]
  await stack.create(body(1), { Parameters })
  const set = { StackName: 'stack', ChangeSetName: 'set' }
  await stack.call('CreateChangeSet', { ...set, TemplateBody: body(2), Parameters })
  await stack.cloud().runtime.idle()
  const shown = [
    await stack.call('DescribeStackEvents', { StackName: 'stack' }),
    await stack.call('DescribeChangeSet', { ...set, IncludePropertyValues: true }),
    await stack.call('DescribeStacks', { StackName: 'stack' }),
  ]
  expect(JSON.stringify(shown)).not.toContain('hush-hush')
  expect(JSON.stringify(shown)).toContain('****')
  await stack.close()
})
