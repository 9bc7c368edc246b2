// Holds every file to the import table of docs/architecture.md, so that the page cannot drift from the code.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { services } from '../local/services.ts'

const root = join(import.meta.dirname, '..')

interface Row {
  readonly folder: string
  readonly allowed: readonly string[]
}

const table: readonly Row[] = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  .split('\n')
  .filter(line => /^\| `/.test(line))
  .map(line => line.split('|').slice(1, 3))
  .map(([folder = '', allowed = '']) => ({
    folder: folder.replace(/[` ]/g, ''),
    allowed: allowed.split(',').map(text => text.replaceAll('`', '').trim()),
  }))

/** The parts of a path that a row's folder matches, `*` standing for one name; undefined when it does not. */
const matched = (folder: string, file: string): string | undefined => {
  const wanted = folder.split('/')
  const given = dirname(file).split('/')
  const fits = wanted.length <= given.length && wanted.every((part, index) => part === '*' || part === given[index])
  return fits ? given.slice(0, wanted.length).join('/') : undefined
}

const rowOf = (file: string): Row | undefined =>
  table
    .filter(({ folder }) => matched(folder, file))
    .sort((a, b) => b.folder.split('/').length - a.folder.split('/').length)[0]

const isAllowed = (row: Row, file: string, target: string): boolean =>
  row.allowed.some(name => {
    if (name === 'its own folder') return target.startsWith(`${matched(row.folder, file)}/`)
    if (name === 'its own service')
      return target.startsWith(`${(matched(row.folder, file) ?? '').split('/').slice(0, 3).join('/')}/`)
    return target.startsWith(`${name}/`)
  })

const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^import\s[^'"]*?|^export\s[^'"]*?from\s*|^\} from\s*|import\()\s*['"]([^'"]+)['"]/gm)].map(
    match => match[1] ?? '',
  )

const files = globSync('{pipeline,app,test-app,local,permissions,bench,scaffold,tests,docs}/**/*.{ts,mts,mjs}', {
  cwd: root,
  exclude: path => /node_modules|\/dist(\/|$)|\.local-cloud|cdk\.out/.test(path),
}).map(file => file.replaceAll('\\', '/'))
const isTest = (file: string): boolean => /\.test\.ts$|\/(testing|golden)\//.test(file)
const sources = files.filter(file => !isTest(file))

/** `x as Y` in the code itself, not in comments and strings. */
const castsOf = (text: string): readonly string[] =>
  text
    .replace(/^(import|export) (type )?(\{[^}]*\}|\*)[^\n]*$/gm, '')
    .replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''")
    .match(/\S+ as (?!const\b)[A-Za-z{[(]+/g) ?? []

const MACHINE = /^node:(fs|fs\/promises|child_process|net|http|https|dgram|tls|cluster|worker_threads)$/
const touchesMachine = (file: string): boolean =>
  !file.startsWith('local/') ||
  file.split('/').length === 2 ||
  /^local\/(host|image|kernel|cli)\//.test(file) ||
  /^local\/services\/[^/]+\/(machine|runtime)\//.test(file)

test('the table and the code are both there', () => {
  expect(table.length).toBeGreaterThan(10)
  expect(sources.length).toBeGreaterThan(100)
  for (const file of sources) expect([file, rowOf(file) !== undefined]).toEqual([file, true])
})

test('every import is one that docs/architecture.md allows', () => {
  const broken = sources.flatMap(file => {
    const row = rowOf(file)
    return (
      importsOf(readFileSync(join(root, file), 'utf8'))
        .filter(name => name.startsWith('.'))
        .map(name => posix.join(dirname(file), name))
        // The compiler finds every file that is imported; what is not there stands in the text of a file to be written.
        .filter(target => existsSync(join(root, target)))
        .filter(target => !row || !isAllowed(row, file, target))
        .map(target => `${file} imports ${target}`)
    )
  })
  expect(broken).toEqual([])
})

test('no file is longer than 280 lines, no test either', () => {
  const lengths = files.map(file => [file, readFileSync(join(root, file), 'utf8').split('\n').length - 1] as const)
  expect(lengths.filter(([, lines]) => lines > 280)).toEqual([])
})

const FIVE_NAMES = ['index.ts', 'state.ts', 'trail.ts', 'evolve.ts', 'operations']

/** Where what a library parsed becomes a type: the only casts of the services outside `machine/`. */
const PARSED_EDGES = ['local/services/codebuild/buildspec/reader.ts', 'local/services/codebuild/artifacts/junit.ts']

test('services trust their types: no cast outside the edges where something is parsed', () => {
  const broken = sources
    .filter(file => /^local\/services\//.test(file) && !file.includes('/machine/') && !PARSED_EDGES.includes(file))
    .flatMap(file => castsOf(readFileSync(join(root, file), 'utf8')).map(cast => `${file}: ${cast}`))
  expect(broken).toEqual([])
})

test('an operation answers with its facts, in one line of the log: only slow work records on its own', () => {
  const broken = sources
    .filter(file => /^local\/services\/[^/]+\/operations\//.test(file))
    .filter(file => readFileSync(join(root, file), 'utf8').includes('desk.record('))
  expect(broken).toEqual([])
})

test('states are readonly outside evolve: only what `Evolving` names as written there may change', () => {
  const broken = sources
    .filter(file => /^local\/services\/[^/]+\/state\.ts$/.test(file))
    .flatMap(file => {
      const interfaces = readFileSync(join(root, file), 'utf8').match(/^(export )?interface [\s\S]*?^\}/gm) ?? []
      return interfaces
        .flatMap(text => text.match(/^ {2}(?!readonly )\w+\??: .*|(?<!Readonly)\b(Map|Set)<.*/gm) ?? [])
        .map(line => `${file}: ${line.trim()}`)
    })
  // S3's files that nothing holds any more: emptied by who deletes them, found again by a start.
  expect(broken).toEqual(['local/services/s3/state.ts: Set<string>'])
})

test('every service has the same five names: index, state, trail, evolve, operations', () => {
  const services = [...new Set(files.flatMap(file => /^local\/services\/([^/]+)\//.exec(file)?.[1] ?? []))]
  const lacking = services.flatMap(service => {
    // STS keeps nothing: its sessions are sealed into their tokens.
    const names = service === 'sts' ? ['index.ts', 'state.ts', 'operations'] : FIVE_NAMES
    return names
      .filter(name => !files.some(file => `${file}/`.startsWith(`local/services/${service}/${name}/`)))
      .map(name => `${service}: ${name}`)
  })
  expect(services.length).toBeGreaterThan(10)
  expect(lacking).toEqual([])
})

test('a cast is told from words, renamed imports and `as const`', () => {
  const text =
    "import { a as b } from 'c'\n// read as Text\nconst d = `e as F` as const\nconst g = (h as I).j\nconst k = l! as M"
  expect(castsOf(text)).toEqual(['(h as I', 'l! as M'])
})

test('no folder holds more than 14 files, their tests aside', () => {
  const folders = Map.groupBy(
    sources.filter(file => !file.endsWith('.test.ts')),
    dirname,
  )
  expect(
    [...folders].map(([folder, files]) => [folder, files.length]).filter(([, count]) => Number(count) > 14),
  ).toEqual([])
})

test('only the rooms that are meant to touch the machine do', () => {
  const broken = sources
    .filter(file => !touchesMachine(file))
    .flatMap(file => {
      const text = readFileSync(join(root, file), 'utf8')
      const valueImports = text.replace(/^import type [^\n]*$/gm, '')
      return importsOf(valueImports)
        .filter(name => MACHINE.test(name))
        .map(name => `${file} imports ${name}`)
    })
  expect(broken).toEqual([])
})

/** The circles among files: each as the files that import each other, types included. */
const circles = (edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] => {
  const reached = new Map([...edges.keys()].map(file => [file, reachable(file, edges)]))
  const inCircle = [...edges.keys()].filter(file => reached.get(file)?.has(file))
  const groups = inCircle.map(file =>
    inCircle.filter(other => reached.get(file)?.has(other) && reached.get(other)?.has(file)),
  )
  return [...new Set(groups.map(group => group.join(' ↔ ')))].map(group => group.split(' ↔ '))
}

const reachable = (from: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const seen = new Set<string>()
  const left = [...(edges.get(from) ?? [])]
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    left.push(...(edges.get(file) ?? []))
  }
  return seen
}

test('a circle of imports is found', () => {
  const edges = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
    ['e', ['e']],
  ])
  expect(circles(edges)).toEqual([['a', 'b', 'c'], ['e']])
})

test('no file of the local cloud imports itself by way of others, not even for a type', () => {
  const edges = new Map(
    sources
      .filter(file => file.startsWith('local/'))
      .map(file => [
        file,
        importsOf(readFileSync(join(root, file), 'utf8'))
          .filter(name => name.startsWith('.'))
          .map(name => posix.join(dirname(file), name)),
      ]),
  )
  expect(circles(edges)).toEqual([])
})

test('the front door knows no service: what is special about one stands in its record', () => {
  const names = services.map(({ signingName }) => signingName).join('|')
  const named = sources
    .filter(file => file.startsWith('local/wire/'))
    .flatMap(file => {
      const code = readFileSync(join(root, file), 'utf8').replace(/^ *(\/\/|\/?\*).*$|\/\/ .*$/gm, '')
      const words = code.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      return [...words.matchAll(new RegExp(`(?<![\\w-])(${names})(?![\\w-])`, 'g'))].map(
        ([name]) => `${file} says ${name}`,
      )
    })
  expect(services.length).toBeGreaterThan(10)
  expect(named).toEqual([])
})

test('no test has a limit of time of its own: a busy machine is no failure', () => {
  const limited = files
    .filter(file => /\.test\.ts$/.test(file) || file.startsWith('tests/'))
    .filter(file => /jest\.setTimeout\(|^\}, \d[\d_]*\)$/m.test(readFileSync(join(root, file), 'utf8')))
    .filter(file => file !== 'tests/architecture.test.ts')
  expect(limited).toEqual([])
})
