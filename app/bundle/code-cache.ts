// V8's code cache: the compiled form of what a first request runs, so that a cold start need not compile it. It saves a quarter of the time.
import { spawnSync } from 'node:child_process'

/**
 * One CommonJS module holding the source and its code cache. Where V8 is not the one that made the cache, V8 rejects it and compiles the
 * source: the function is slower to start, and otherwise the same. `folder` holds what the source requires by a relative path.
 * Unverified: Lambda's own build of Node.js 24 may reject the cache of the Node.js that CodeBuild installs.
 */
export function withCodeCache(source: string, firstEvent: object, folder: string): string {
  const wrapped = `(function (exports, require, module) {${source}\n})`
  const cache = codeCache(wrapped, firstEvent, folder).toString('base64')
  return `'use strict'
const { Script } = require('node:vm')
const source = ${JSON.stringify(wrapped)}
const cachedData = Buffer.from('${cache}', 'base64')
new Script(source, { filename: 'app.js', cachedData }).runInThisContext()(exports, require, module)
`
}

function codeCache(wrapped: string, firstEvent: object, folder: string): Buffer {
  // The cache holds hash tables, whose order comes from V8's random seed: a fixed seed makes the same source the same bytes. What V8's background
  // threads have done by then differs with the load of the machine: --predictable leaves them out, and is no flag that makes V8 reject the cache.
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--random-seed=1', '--predictable', '-e', recorder], {
    input: JSON.stringify({ wrapped, firstEvent }),
    env: {},
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`the bundled function failed on its first event:\n${stderr}`)
  return stdout
}

// Runs in a process of its own: loads the function, has it answer one event, and writes what V8 has compiled by then.
const recorder = `
const { Script } = require('node:vm')
const { readFileSync } = require('node:fs')
const { wrapped, firstEvent } = JSON.parse(readFileSync(0, 'utf8'))
const script = new Script(wrapped, { filename: 'app.js' })
const module_ = { exports: {} }
script.runInThisContext()(module_.exports, require, module_)
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = () => true // the function's log
module_.exports.handler(firstEvent, { awsRequestId: 'bundling' }).then(({ statusCode }) => {
  if (statusCode !== 200) throw new Error('it answered ' + statusCode)
  write(script.createCachedData())
})
`
