import { type ServedApp, serveApp } from './testing/served-app.ts'

let app: ServedApp
beforeAll(async () => {
  app = await serveApp()
})
afterAll(() => app.close())

describe('the time', () => {
  const paris = {
    timeZone: 'Europe/Paris',
    iso: '2026-07-01T14:00:00.000+02:00',
    epochMilliseconds: 1782907200000,
    abbreviation: 'CEST',
    utcOffset: '+02:00',
  }
  const utc = {
    ...paris,
    timeZone: 'UTC',
    iso: '2026-07-01T12:00:00.000+00:00',
    abbreviation: 'UTC',
    utcOffset: '+00:00',
  }

  test.each([
    ['/time', utc],
    ['/time/', utc],
    ['/time/UTC', utc],
    ['/time?ignored=yes', utc],
    ['/time/Europe/Paris', paris],
    ['/time/Europe%2FParis', paris],
    ['/time/Europe%2fParis', paris],
    ['/time/Europe%252FParis', paris],
    ['/time/europe/paris', paris],
    ['/time/Europe/Paris/', paris],
  ])('GET %s', async (path, expected) => {
    expect(await app.ask('GET', path)).toMatchObject({ status: 200, json: expected })
  })

  test.each([
    ['America/Argentina/Buenos_Aires', '-03', '-03:00'],
    ['America/Argentina%2FBuenos_Aires', '-03', '-03:00'],
    ['Asia/Kathmandu', '+0545', '+05:45'],
    ['America/St_Johns', 'NDT', '-02:30'],
    ['Etc/GMT+5', '-05', '-05:00'],
    ['Etc/GMT%2B5', '-05', '-05:00'],
    ['US/Pacific', 'PDT', '-07:00'],
    ['Australia/Lord_Howe', '+1030', '+10:30'],
  ])('%s is %s, %s', async (zone, abbreviation, utcOffset) => {
    expect((await app.ask('GET', `/time/${zone}`)).json).toMatchObject({ abbreviation, utcOffset })
  })

  test('is never to be cached, and pages of any origin may read it', async () => {
    const { headers } = await app.ask('GET', '/time')
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    })
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('etag')
  })
})

describe('a zone that does not exist', () => {
  test.each([
    ['Europe/Pariss', ['Europe/Paris']],
    ['paris', ['Europe/Paris']],
    ['Europe/Kiew', ['Europe/Kiev']],
    ['America/New York', ['America/New_York']],
    ['Europe_Paris', ['Europe/Paris']],
  ])('%s is a 404 that names it and suggests %s first', async (name, [nearest]) => {
    const { status, json } = await app.ask('GET', `/time/${encodeURIComponent(name)}`)
    expect(status).toBe(404)
    expect(json.error).toMatchObject({ code: 'UnknownTimeZone', timeZone: name })
    expect(json.error.suggestions[0]).toBe(nearest)
    expect(json.error.message).toContain(name)
    expect(json.error.message).toContain(nearest)
  })

  test.each([
    ['something that is like no zone', 'zzzzqqqqxxxx', 'zzzzqqqqxxxx'],
    ['a name of the prototype', '__proto__', '__proto__'],
    ['another', 'constructor', 'constructor'],
    ['what is no encoding the second time', '%25E0%25A4%25A', '%E0%A4%A'],
  ])('%s is a 404 too', async (_what, path, name) => {
    const { status, json } = await app.ask('GET', `/time/${path}`)
    expect(status).toBe(404)
    expect(json.error).toMatchObject({ code: 'UnknownTimeZone', timeZone: name })
  })

  test('a very long name is cut short in the answer and compared with nothing', async () => {
    const { status, json } = await app.ask('GET', `/time/${'x'.repeat(5000)}`)
    expect(status).toBe(404)
    expect(json.error).toMatchObject({ timeZone: `${'x'.repeat(100)}…`, suggestions: [] })
  })
})

describe('everything else about HTTP', () => {
  test.each(['/time', '/time/Europe/Paris', '/openapi.json'])('HEAD %s answers as GET without the body', async path => {
    const head = await app.ask('HEAD', path)
    const get = await app.ask('GET', path)
    expect(head).toMatchObject({ status: 200, body: '' })
    expect(head.headers['content-type']).toBe(get.headers['content-type'])
    expect(head.headers['cache-control']).toBe(get.headers['cache-control'])
  })

  test.each(['/time', '/time/Europe/Paris', '/openapi.json'])('OPTIONS %s says what is possible', async path => {
    const { status, headers, body } = await app.ask('OPTIONS', path)
    expect(status).toBe(204)
    expect(body).toBe('')
    expect(headers).toMatchObject({
      allow: 'GET, HEAD, OPTIONS',
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-allow-headers': '*',
      'access-control-max-age': '86400',
    })
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is a 405 that says what is allowed', async method => {
    for (const path of ['/time', '/time/Europe/Paris', '/openapi.json']) {
      const { status, headers, json } = await app.ask(method, path)
      expect(status).toBe(405)
      expect(headers.allow).toBe('GET, HEAD, OPTIONS')
      expect(json.error.code).toBe('MethodNotAllowed')
      expect(json.error.message).toContain(method)
    }
  })

  test.each(['/', '/tim', '/TIME', '/times/Europe/Paris', '/openapi.yaml', '/favicon.ico'])(
    '%s is a 404 that says what there is',
    async path => {
      const { status, json, headers } = await app.ask('GET', path)
      expect(status).toBe(404)
      expect(json.error.code).toBe('UnknownPath')
      expect(json.error.message).toContain('/time/{timeZone}')
      expect(headers['cache-control']).toBe('no-store')
    },
  )

  test('a path with a broken encoding is a 400', async () => {
    const { status, json } = await app.ask('GET', '/time/%E0%A4%A')
    expect(status).toBe(400)
    expect(json.error.code).toBe('MalformedPath')
  })
})

describe('what happens inside', () => {
  test('each request makes one line in the log, with its id', async () => {
    const served = await serveApp()
    await served.ask('GET', '/time/Europe/Paris')
    await served.ask('GET', '/nothing')
    served.close()
    expect(served.log).toEqual([
      {
        level: 'INFO',
        requestId: 'request-1',
        message: 'GET /time/Europe/Paris 200',
        method: 'GET',
        path: '/time/Europe/Paris',
        status: 200,
        milliseconds: 0,
      },
      expect.objectContaining({ message: 'GET /nothing 404', status: 404 }),
    ])
  })

  test('a failure is a 500 without a stack trace; the log has the stack trace under the same id', async () => {
    let calls = 0
    const failsInTheRoute = () => {
      calls += 1
      if (calls === 2) throw new Error('the clock is broken') // the first call is the log's
      return 0
    }
    const served = await serveApp({ now: failsInTheRoute })
    const { status, body, json } = await served.ask('GET', '/time')
    served.close()
    expect(status).toBe(500)
    expect(json.error).toMatchObject({ code: 'InternalError', requestId: 'request-1' })
    expect(body).not.toMatch(/clock|app\.ts| at /)
    expect(served.log[0]).toMatchObject({ level: 'ERROR', requestId: 'request-1' })
    expect(served.log[0]?.error).toMatch(/the clock is broken\n +at /)
    expect(served.log[1]).toMatchObject({ message: 'GET /time 500' })
  })
})
