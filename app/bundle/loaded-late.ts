// What the bundle loads late: the parts of express that this service does not call, which would double the time of a cold start. They stand in a file
// beside the function, and the first call that needs one loads it: so a handler answers as its sources do, whatever of express it uses.
import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'

export const lateFile = 'late.cjs'

/** Module name -> the source that stands for it in express until it is needed. */
const standIns: Record<string, string> = {
  './view': callable('./view'), // templates
  accepts: callable('accepts'),
  'body-parser': functions('body-parser', 'json', 'raw', 'text', 'urlencoded'),
  'content-disposition': functions('content-disposition', 'create'),
  'content-type': functions('content-type', 'parse', 'format'),
  cookie: functions('cookie', 'serialize'),
  'cookie-signature': functions('cookie-signature', 'sign'),
  etag: callable('etag'), // needs node:crypto
  fresh: callable('fresh'),
  'http-errors': callable('http-errors'),
  'mime-types': functions('mime-types', 'lookup', 'contentType'), // 150 KB of mime-db
  qs: functions('qs', 'parse'), // express's 'extended' query parser
  'range-parser': callable('range-parser'),
  send: callable('send'),
  'serve-static': callable('serve-static'),
  'type-is': callable('type-is'),
  vary: callable('vary'),
  // express compiles at start-up which proxies to trust: none, by default.
  'proxy-addr': `${callable('proxy-addr')}
    module.exports.all = (...all) => load().all(...all)
    module.exports.compile = trusted => trusted.length === 0 ? () => false : load().compile(trusted)`,
}

/** Never loaded by what every request passes: deprecations and debugging are for development, where nothing is bundled. */
const silent = { debug: 'module.exports = () => () => {}', depd: 'module.exports = () => () => {}' }

/** The source of the file with what is loaded late; its imports are express's own. */
export const lateModules = Object.keys(standIns)
  .map(name => `exports[${JSON.stringify(name)}] = () => require(${JSON.stringify(name)})`)
  .join('\n')

export const loadLate: Plugin = {
  name: 'load-late',
  setup(build) {
    build.onResolve({ filter: new RegExp(`/${lateFile}$`) }, ({ path }) => ({ path, external: true }))
    replace(standIns, /[\\/]express[\\/]lib[\\/]/)
    replace(silent, /[\\/](express|router|finalhandler)[\\/]/)

    function replace(sources: Record<string, string>, importers: RegExp): void {
      const names = Object.keys(sources).map(name => name.replaceAll('.', '\\.'))
      const namespace = `instead-in-${importers.source}`
      build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`), namespace: 'file' }, ({ path, importer }) =>
        importers.test(importer) ? { path, namespace } : undefined,
      )
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: sources[path] }))
    }
  },
}

/** Stands for a module that is one function, or one class. */
function callable(name: string): string {
  return `${loading(name)}
    module.exports = function (...all) { return new.target ? Reflect.construct(load(), all) : Reflect.apply(load(), this, all) }`
}

/** Stands for a module whose functions are called by name. */
function functions(name: string, ...names: string[]): string {
  return `${loading(name)}
    module.exports = { ${names.map(one => `${one}: (...all) => load().${one}(...all)`).join(', ')} }`
}

function loading(name: string): string {
  return `const load = () => require(${JSON.stringify(`./${lateFile}`)})[${JSON.stringify(name)}]()`
}

/** Makes the file smaller by what its modules do not read, or may do without. */
export const shorten: Plugin = {
  name: 'shorten',
  setup(build) {
    build.onLoad({ filter: /[\\/]mime-db[\\/]db\.json$/ }, ({ path }) => ({
      contents: JSON.stringify(readByMimeTypes(JSON.parse(readFileSync(path, 'utf8')))),
      loader: 'json',
    }))
    build.onLoad({ filter: /[\\/]debug[\\/]src[\\/]index\.js$/ }, () => ({ contents: silent.debug }))
    // The tables of Chinese, Japanese and Korean character sets, 400 KB: a body in one of them is answered with 415, as in any set that is not known.
    build.onLoad({ filter: /[\\/]iconv-lite[\\/]encodings[\\/]dbcs-data\.js$/ }, () => ({
      contents: 'module.exports = {}',
    }))
  },
}

/** mime-types looks up a type by a file's extension and a charset by its type, and nothing else. */
const readByMimeTypes = (types: Readonly<Record<string, MimeType>>) =>
  Object.fromEntries(
    Object.entries(types).flatMap(([name, { charset, extensions, source }]) =>
      charset || extensions ? [[name, { charset, extensions, source }]] : [],
    ),
  )

interface MimeType {
  readonly charset?: string
  readonly extensions?: readonly string[]
  readonly source?: string
}
