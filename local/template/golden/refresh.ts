// Makes the expected outputs anew with AWS's own transform: `node local/template/golden/refresh.ts`, where python3 has samtranslator.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parameterValues } from '../parameters.ts'
import { parseTemplate } from '../parse.ts'

const folder = import.meta.dirname
const names = readdirSync(folder).filter(name => name.endsWith('.yaml'))
const given = names.map(name => {
  const template = parseTemplate(readFileSync(`${folder}/${name}`, 'utf8'))
  const sections = Object.entries(template).filter(([, section]) => Object.keys(Object(section)).length > 0)
  return JSON.stringify({ template: Object.fromEntries(sections), parameters: parameterValues(template, {}) })
})
const judged = execFileSync('python3', [`${folder}/judge.py`], { input: given.join('\n') })
for (const [index, line] of judged.toString().trim().split('\n').entries()) {
  const golden = `${folder}/${names[index]?.replace('.yaml', '.golden.json')}`
  writeFileSync(golden, `${JSON.stringify(JSON.parse(line), null, 1)}\n`)
}
