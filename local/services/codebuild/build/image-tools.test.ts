import { toolsIn } from './image-tools.ts'

test.each([
  ['zip -r a.zip .', 'zip'],
  ['cd x && zip a b; jq . c | make', 'zip jq make'],
  ['V=$(jq -r .v package.json)', 'jq'],
  ['if git diff --quiet; then yarn; fi', 'git yarn'],
  ['A=1 B=2 python3 x.py', 'python3'],
  ['|\n  set -e\n  unzip a', 'unzip'],
  ['echo zip; npm run zip; zipinfo; ./make; my-zip', ''],
  ['echo "uses jq"', ''],
  ['sudo docker ps || ! tar x', 'docker tar'],
])('%s uses %s', (command, tools) => {
  const phase = { commands: [command], finally: [], onFailure: undefined, runtimeVersions: {} }
  expect(toolsIn({ phases: { BUILD: phase } }).join(' ')).toBe(tools)
})

test.each(['\n', ';A=', ' ', 'if ', '; ', 'A=1 ', '`', '(a'])('a million characters of %j take no time', text => {
  const phase = {
    commands: [`${text.repeat(1e6 / text.length)} zip a`],
    finally: [],
    onFailure: undefined,
    runtimeVersions: {},
  }
  expect(toolsIn({ phases: { BUILD: phase } }).length).toBeLessThan(2)
})
