// What the code of a function gets at beyond its own: real attacks in real sandboxes.

import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describeIsolated } from '../../../tests/support/isolated.ts'
import { bootstrapZip, createFunction, invoke, logsPort } from '../../../tests/support/lambda/functions.ts'
import { openNotebook } from '../../../tests/support/lambda/notebook.ts'
import { type TestRuntime, testRuntime } from '../../../tests/support/test-runtime.ts'
import { lambda } from './index.ts'

/** The machine's own /etc, by way of its first process. */
const OF_THE_FIRST_PROCESS = join('/proc/1', 'root', 'etc')

let cloud: TestRuntime
beforeAll(() => {
  cloud = testRuntime([lambda, logsPort().service])
})
afterAll(async () => {
  await cloud.close()
  expect(cloud.bugs).toEqual([])
})

/** Runs the body of an async function `(event) => …`, and gives what it returns, or the code of what it throws. */
const attack = async (body: string, event: unknown = {}): Promise<unknown> => {
  const name = `attack-${++attacks}`
  await createFunction(
    cloud,
    name,
    `const fs = require('node:fs'), net = require('node:net'), child = require('node:child_process')
    exports.handler = async event => { try { ${body} } catch (error) { return error.code ?? String(error) } }`,
    { Timeout: 20, Environment: { Variables: { TOKEN: 'the-secret-of-this-function' } } },
  )
  return (await invoke(cloud, name, event)).result
}
let attacks = 0

/** A custom runtime that answers with where its Runtime API is, and then with what it is told to ask there. */
const bootstrap = `#!${process.execPath}
const own = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/'
const main = async () => {
  for (;;) {
    const next = await fetch(own + 'next')
    const { ask } = await next.json()
    const asked = ask && (await fetch('http://' + (ask === 'own' ? process.env.AWS_LAMBDA_RUNTIME_API : ask) + '/2018-06-01/runtime/invocation/next'))
    const body = asked ? { status: asked.status, ...(await asked.json()) } : { address: process.env.AWS_LAMBDA_RUNTIME_API }
    await fetch(own + next.headers.get('lambda-runtime-aws-request-id') + '/response', { method: 'POST', body: JSON.stringify(body) })
  }
}
main()`

const custom = async (name: string): Promise<void> => {
  const Code = { ZipFile: await bootstrapZip(bootstrap) }
  await createFunction(cloud, name, '', { Runtime: 'provided.al2023', Handler: 'any', Code, Timeout: 20 })
}

describe('the Runtime API of a sandbox', () => {
  test('gives nothing to a process that is not of that sandbox', async () => {
    await custom('gamma')
    const { address } = (await invoke(cloud, 'gamma')).result as { address: string }
    const stolen = await fetch(`http://${address}/2018-06-01/runtime/invocation/next`)
    expect([stolen.status, await stolen.json()]).toEqual([403, expect.objectContaining({ errorType: 'AccessDenied' })])
    await custom('beta')
    expect((await invoke(cloud, 'beta', { ask: address })).result).toMatchObject({
      status: 403,
      errorType: 'AccessDenied',
    })
    expect((await invoke(cloud, 'gamma')).result).toEqual({ address })
  })

  test('refuses a second asker of the same sandbox', async () => {
    await custom('twice')
    expect((await invoke(cloud, 'twice', { ask: 'own' })).result).toMatchObject({
      status: 403,
      errorType: 'InvalidStateTransition',
    })
    expect((await invoke(cloud, 'twice')).result).toEqual({ address: expect.any(String) })
  })
})

describeIsolated('an isolated function', () => {
  test.each(['events.jsonl', 'lambda', ''])("sees nothing of the state folder: '%s'", async path => {
    expect(readdirSync(cloud.stateFolder)).toContain('events.jsonl')
    expect(await attack('return fs.statSync(event).size', join(cloud.stateFolder, path))).toBe('ENOENT')
  })

  test('sees no process but its own, and reaches none', async () => {
    const victim = spawn('sleep', ['60'])
    const ids = await attack('return fs.readdirSync("/proc").filter(name => /^[0-9]+$/.test(name)).length')
    expect(ids).toBeLessThan(5)
    expect(await attack('return process.kill(event, 0)', victim.pid)).toBe('ESRCH')
    victim.kill()
  })

  test("finds the variables of no other function: not its own init's, nobody else's", async () => {
    await createFunction(cloud, 'victim', 'exports.handler = async () => 1', {
      Environment: { Variables: { TOKEN: 'the-secret-of-the-victim' } },
    })
    await invoke(cloud, 'victim')
    const found = await attack(`
      const found = []
      for (const id of fs.readdirSync('/proc')) try { found.push(fs.readFileSync('/proc/' + id + '/environ', 'utf8')) } catch {}
      return found.join()`)
    expect(found).toContain('the-secret-of-this-function')
    expect(found).not.toContain('the-secret-of-the-victim')
  })

  test.each(['/var/task/index.js', '/var/runtime/client/bootstrap.mjs', '/usr/bin/evil', '/etc/evil', '/evil'])(
    'writes nothing to %s',
    async path => {
      expect(await attack('fs.writeFileSync(event, "mine"); return "written"', path)).toBe('EROFS')
    },
  )

  test.each(['/etc/shadow', '/proc/1/environ', OF_THE_FIRST_PROCESS, '/proc/kcore'])(
    'reads nothing of %s',
    async path => {
      const read = await attack(
        'return fs.statSync(event).isDirectory() ? fs.readdirSync(event).join() : fs.readFileSync(event).length',
        path,
      )
      expect([0, 'ENOENT', 'EACCES', 'EPERM']).toContain(read)
    },
  )

  test('tells the kernel nothing', async () => {
    const told = 'fs.writeFileSync("/proc/sys/kernel/core_pattern", "|/tmp/evil"); return "told"'
    expect(['EROFS', 'EACCES']).toContain(await attack(told))
  })

  test.each([
    ['mounts nothing', 'mount -o remount,rw,bind /usr'],
    ['makes no namespaces', 'unshare --user --map-root-user true'],
    ['leaves its root nowhere', '/usr/sbin/chroot / true'],
    ['enters no other namespace', 'nsenter --target 1 --mount true'],
  ])('%s', async (_, command) => {
    const { status, stderr } = (await attack(
      'const { status, stderr } = child.spawnSync("/bin/sh", ["-c", event]); return { status, stderr: String(stderr) }',
      command,
    )) as { status: number; stderr: string }
    expect(status).not.toBe(0)
    expect(stderr).toMatch(/not permitted|must be superuser|Permission denied/)
  })

  test('has a /tmp that nobody else sees', async () => {
    expect(await attack('fs.writeFileSync("/tmp/mine", "1"); return fs.readdirSync("/tmp")')).toContain('mine')
    expect(await attack('return fs.readdirSync("/tmp")')).not.toContain('mine')
  })

  test('leaves no daemon behind', async () => {
    const notebook = await openNotebook()
    const script = `${notebook.note}; setInterval(() => note(1), 20)`
    await attack(`
      const daemon = child.spawn(process.execPath, ['-e', ${JSON.stringify(script)}], { detached: true, stdio: 'ignore' })
      daemon.unref()
      return 1`)
    while (notebook.notes.length === 0) await new Promise(resolve => setImmediate(resolve))
    await cloud.call('DeleteFunction', { FunctionName: `attack-${attacks}` }, 'lambda')
    // It would talk for ever.
    await notebook.alone()
    notebook.close()
  })

  test('reaches the network', async () => {
    const notebook = await openNotebook()
    expect(await attack(`${notebook.note}; return await note('here')`)).toBe(1)
    notebook.close()
  })
})
