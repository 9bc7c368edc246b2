// What the bundle leaves out of express: parts that this service never calls, half of the code and of the start-up time.
// Calling one of them says so. To use one, take its line away.
import type { Plugin } from 'esbuild'

/** Module name -> the source that stands for it. */
const replacements: Record<string, string> = {
  './view': callable('response.render'), // templates
  accepts: callable('request.accepts'),
  'body-parser': functions('express', 'json', 'raw', 'text', 'urlencoded'),
  'content-disposition': functions('content-disposition', 'create'),
  'content-type': functions('content-type', 'parse', 'format'),
  cookie: functions('cookie', 'parse', 'serialize'),
  'cookie-signature': functions('cookie-signature', 'sign', 'unsign'),
  etag: callable('etag'), // needs node:crypto
  fresh: callable('request.fresh'),
  'http-errors': callable('http-errors'),
  'mime-types': functions('mime-types', 'lookup', 'contentType'), // 150 KB of mime-db
  qs: functions('qs', 'parse'), // express's 'extended' query parser
  'range-parser': callable('request.range'),
  send: callable('response.sendFile'),
  'serve-static': callable('express.static'),
  'type-is': callable('request.is'),
  vary: callable('response.vary'),

  // These are called at start-up, so they do as little as they can.
  debug: 'module.exports = () => () => {}',
  depd: 'module.exports = () => () => {}', // deprecation warnings are for development, where nothing is bundled
  'proxy-addr': 'module.exports = { compile: () => () => false }', // trusts no proxy, which is express's default
}

export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    const names = Object.keys(replacements).map(name => name.replaceAll('.', '\\.'))
    build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({ path, namespace: 'left-out' }))
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: replacements[path] }))
  },
}

function callable(name: string): string {
  return `module.exports = ${refusal(name)}`
}

function functions(module: string, ...names: string[]): string {
  return `module.exports = { ${names.map(name => `${name}: ${refusal(`${module}.${name}`)}`).join(', ')} }`
}

function refusal(name: string): string {
  const message = `${name} is not in the bundle; to have it, remove its line in app/bundle/left-out.ts`
  return `() => { throw new Error(${JSON.stringify(message)}) }`
}
