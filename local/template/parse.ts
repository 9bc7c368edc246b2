// The text of a template, YAML or JSON, as a Template; whatever is wrong with it is reported at once, with lines. Everything that reads a template
// reads it here.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html

import { ServiceError } from '../core/errors.ts'
import { templateOf } from './shape.ts'
import type { Template, TemplateProblem } from './template.ts'
import { parseJson } from './text/json.ts'
import { nullsBefore } from './text/nulls.ts'
import { type Parsed, parseYaml, placesIn } from './text/yaml.ts'

export class TemplateError extends ServiceError {
  readonly problems: readonly TemplateProblem[]

  constructor(problems: readonly TemplateProblem[]) {
    super('ValidationError', shown(problems.map(inWords)).join('\n'))
    this.problems = problems
  }
}

const MOST = 100

/** An answer that nobody can read to its end helps nobody. */
const shown = (messages: readonly string[]): readonly string[] =>
  messages.length <= MOST ? messages : [...messages.slice(0, MOST), `and ${messages.length - MOST} more like these`]

const inWords = ({ line, column, message }: TemplateProblem): string => {
  if (line === undefined || /\(line \d+/.test(message)) return message
  return `${message} (line ${line}, column ${column})`
}

/** @throws TemplateError with every problem of syntax and shape; references are checked by `templateProblems` */
export const parseTemplate = (text: string): Template => {
  const { value, problems: syntax, misread } = parsed(text)
  if (syntax.length > 0) throw new TemplateError(syntax)
  const nulls = nullsBefore(value)
  if (nulls.length > 0) throw new TemplateError(placed(nulls, text))
  const { template, problems } = templateOf(value)
  if (problems.length > 0) throw new TemplateError(placed(problems, text))
  return misread.length === 0 ? template : { ...template, misread }
}

const parsed = (text: string): Parsed => {
  const value = parseJson(text)
  return value === undefined ? parseYaml(text) : { value, problems: [], misread: [] }
}

const placed = (problems: readonly TemplateProblem[], text: string): readonly TemplateProblem[] => {
  const placeOf = placesIn(text)
  return problems.map(problem => ({ ...placeOf(problem.path), ...problem }))
}
