import type { ArtifactFiles, Buildspec } from './buildspec.ts'
import { pathVariables, withPathVariables } from './path-variables.ts'

const files: ArtifactFiles = { files: [], excludePaths: [], baseDirectory: '.', discardPaths: false, name: undefined }
const buildspec = (artifacts: Partial<ArtifactFiles>): Buildspec => ({
  version: '0.2',
  shell: '/bin/sh',
  variables: {},
  parameters: {},
  secrets: {},
  exportedVariables: [],
  phases: {},
  reports: [{ group: 'g', files: ['**/*.xml'], baseDirectory: '${REPORTS}', format: 'JUNITXML' }],
  artifacts: { ...files, ...artifacts, enableSymlinks: false, secondary: { other: { ...files, files: ['$DIR/a'] } } },
  cachePaths: [],
  warnings: [],
})

test('the variables in the paths of artifacts and reports are found, each once', () => {
  const given = buildspec({ baseDirectory: '$DIR', files: ['${NAME}.zip', 'cost-$5'], name: 'n-$(date +%F)' })
  expect(pathVariables(given)).toEqual(['NAME', 'DIR', 'REPORTS'])
})

test.each<[string, Partial<ArtifactFiles>, Partial<ArtifactFiles>]>([
  ['a base directory in the source', { baseDirectory: '$SRC/dist' }, { baseDirectory: 'dist' }],
  ['the source itself', { baseDirectory: '$SRC/' }, { baseDirectory: '.' }],
  ['another source', { baseDirectory: '${SRC_Other}' }, { baseDirectory: '../src-Other' }],
  ['a file by its absolute path', { baseDirectory: '$SRC/dist', files: ['$SRC/dist/a/*'] }, { files: ['a/*'] }],
  ['part of a name', { files: ['out/$NAME-*.jar'] }, { files: ['out/app-*.jar'] }],
  ['an exclusion', { excludePaths: ['$SRC/tmp/**/*'] }, { excludePaths: ['tmp/**/*'] }],
  ['a variable that is not set', { files: ['a$NOPE.txt'] }, { files: ['a.txt'] }],
])('a path may name %s', (_, given, expected) => {
  const values = { SRC: '/b/src', SRC_Other: '/b/src-Other', NAME: 'app', DIR: 'd', REPORTS: '/b/src/r' }
  const placed = withPathVariables(buildspec(given), values, '/b/src')
  expect(placed.artifacts).toMatchObject(expected)
  expect(placed.artifacts?.secondary.other?.files).toEqual(['d/a'])
  expect(placed.reports[0]?.baseDirectory).toBe('r')
})
