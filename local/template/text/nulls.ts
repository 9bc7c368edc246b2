// CloudFormation takes no null anywhere. A transform is asked first, though: what it drops or turns into text is not there any more.

import {
  isList,
  isMap,
  LANGUAGE_EXTENSIONS,
  SERVERLESS_TRANSFORM,
  type Template,
  type TemplateProblem,
  type Value,
} from '../template.ts'

/** How deeply values may be nested: what walks them goes as deep. */
const DEPTH = 200

/** Every null of a template that was read; for one with a transform, without the sections that the transform works on. */
export const nullsBefore = (template: Value): readonly TemplateProblem[] => {
  if (!isMap(template)) return []
  const { Transform: names = null } = template
  const transforms = (isList(names) ? names : [names]).filter(name => typeof name === 'string')
  const later = transforms.some(name => name === SERVERLESS_TRANSFORM || name === LANGUAGE_EXTENSIONS)
  return Object.entries(template).flatMap(([section, value]) =>
    later && (section === 'Resources' || section === 'Globals') ? tooDeep(value, section) : nullsIn(value, [section]),
  )
}

/** The nulls that a transform has left. */
export const nullsAfter = (resources: Template['Resources']): readonly TemplateProblem[] =>
  nullsIn(resources, ['Resources'])

const nullsIn = (root: unknown, start: readonly string[]): readonly TemplateProblem[] => {
  const problems: TemplateProblem[] = []
  const path = [...start]
  const walk = (value: unknown): void => {
    if (value === null)
      problems.push({ path: path.join('.'), message: `[${inWords(path)}] 'null' values are not allowed in templates` })
    if (typeof value !== 'object' || value === null) return
    if (path.length > DEPTH) {
      if (problems.at(-1)?.message !== TOO_DEEP) problems.push({ path: path.slice(0, 2).join('.'), message: TOO_DEEP })
      return
    }
    for (const [key, item] of Object.entries(value)) {
      path.push(key)
      walk(item)
      path.pop()
    }
  }
  walk(root)
  return problems
}

const TOO_DEEP = `Template format error: values are nested more than ${DEPTH} levels deep`

const tooDeep = (value: Value, section: string): readonly TemplateProblem[] =>
  nullsIn(value, [section]).filter(({ message }) => message === TOO_DEEP)

/** AWS names the properties of a resource by its Type: `/Resources/Topic/Type/DisplayName`. */
// https://github.com/aws-cloudformation/cfn-lint/issues/38, https://github.com/aws-cloudformation/cfn-lint/issues/246
const inWords = (path: readonly string[]): string =>
  `/${path.map((key, index) => (index === 2 && path[0] === 'Resources' && key === 'Properties' && path.length > 3 ? 'Type' : key)).join('/')}`
