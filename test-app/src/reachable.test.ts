import { untilReachable } from './reachable.ts'
import { type Fault, standIn } from './testing/stand-in.ts'

test('waits while API Gateway does not know the stage, and no longer', async () => {
  let refusals = 3
  const fault: Fault = answer =>
    refusals-- > 0 ? { status: 403, headers: { 'x-amzn-errortype': 'ForbiddenException' }, body: '{}' } : answer
  const service = await standIn(fault)
  expect(await untilReachable(service.url, 10_000, 1)).toBeUndefined()
  expect(service.requests).toHaveLength(4)
  service.close()
})

test.each([200, 403, 404, 500, 503])("the application's own %i ends the wait", async status => {
  const service = await standIn(answer => ({ ...answer, status }))
  expect(await untilReachable(service.url, 10_000, 1)).toBeUndefined()
  expect(service.requests).toHaveLength(1)
  service.close()
})

test('an API with nothing at its root is reachable', async () => {
  const headers = { 'x-amzn-errortype': 'MissingAuthenticationTokenException' }
  const service = await standIn(() => ({ status: 403, headers, body: '{"message":"Missing Authentication Token"}' }))
  expect(await untilReachable(service.url, 10_000, 1)).toBeUndefined()
  expect(service.requests).toHaveLength(1)
  service.close()
})

test('gives the reason when no time is left for another attempt', async () => {
  const service = await standIn(() => ({
    status: 403,
    headers: { 'x-amzn-errortype': 'ForbiddenException' },
    body: '{}',
  }))
  expect(await untilReachable(service.url, 10_000, 20_000)).toBe('API Gateway answers 403 (ForbiddenException)')
  service.close()
})
