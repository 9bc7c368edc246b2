// Doors of tests with a service of each protocol behind them, answered by the test. They are closed after each test.

import { openTestDoor, type TestDoor, wireService } from './door.ts'

const services = [
  wireService({ signingName: 'kms', protocol: 'json-1.1', target: 'TrentService' }),
  wireService({
    signingName: 'iam',
    protocol: 'query',
    isGlobal: true,
    version: '2010-05-08',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  }),
  wireService({
    signingName: 'sts',
    protocol: 'query',
    version: '2011-06-15',
    isGlobal: true,
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  }),
  wireService({
    signingName: 'sns',
    protocol: 'query',
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  }),
  wireService({
    signingName: 'cloudformation',
    protocol: 'query',
    version: '2010-05-15',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  }),
  wireService({
    signingName: 'lambda',
    protocol: 'rest-json',
    routes: {
      ListFunctions: { method: 'GET', path: '/2015-03-31/functions/' },
      Invoke: {
        method: 'POST',
        path: '/2015-03-31/functions/{FunctionName}/invocations',
        headers: { 'X-Amz-Invocation-Type': 'InvocationType' },
        payload: 'Payload',
        output: { payload: 'Payload', status: 'StatusCode', headers: { 'X-Amz-Function-Error': 'FunctionError' } },
      },
      UntagResource: {
        method: 'DELETE',
        path: '/2017-03-31/tags/{Resource}',
        query: { tagKeys: 'TagKeys[]' },
        status: 204,
      },
    },
  }),
]

type Answer = (operation: string, input: Readonly<Record<string, unknown>>) => unknown

const open: TestDoor[] = []

export const doorThat = async (answer: Answer, options = {}): Promise<TestDoor> => {
  const door = await openTestDoor(services, async (_, __, operation, input) => answer(operation, input), options)
  open.push(door)
  return door
}

/** For afterEach. */
export const closeDoors = async (): Promise<void> => {
  await Promise.all(open.splice(0).map(door => door.close()))
}
