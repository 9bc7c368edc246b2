// Turns what is Swagger 2 in a definition into OpenAPI 3, where the API says that it is OpenAPI 3.

import { Dict, type Item, textOfKey } from '../python27.ts'
import { isOpenApi3, pathsOf } from './definition.ts'

/** Changes the definition in place. */
export const postprocessed = (definition: Dict, version: Item | undefined): Dict => {
  if (definition.get('swagger')) return definition
  if (!isOpenApi3(version ?? definition.get('openapi'))) return definition
  moveToComponents(definition, 'securityDefinitions', 'securitySchemes')
  moveToComponents(definition, 'definitions', 'schemas')
  for (const [, item] of pathsOf(definition).entries()) {
    const options = item instanceof Dict ? item.get('options') : undefined
    if (options instanceof Dict) withSchemas(options)
  }
  return definition
}

const moveToComponents = (definition: Dict, from: string, to: string): void => {
  const moved = definition.get(from)
  if (!(moved instanceof Dict) || moved.size === 0) return
  const found = definition.get('components')
  const components = found instanceof Dict && found.size > 0 ? found : new Dict()
  components.set(to, moved)
  definition.set('components', components)
  definition.delete(from)
}

const withSchemas = (options: Dict): void => {
  for (const [field] of options.entries()) {
    const name = textOfKey(field)
    if (name === 'produces' || name === 'consumes') options.delete(field)
    const responses = name === 'responses' ? options.get(field) : undefined
    const answer = responses instanceof Dict ? responses.get('200') : undefined
    const headers = answer instanceof Dict ? answer.get('headers') : undefined
    if (!(headers instanceof Dict)) continue
    for (const [header, schema] of headers.entries()) headers.set(header, new Dict([['schema', schema]]))
  }
}
