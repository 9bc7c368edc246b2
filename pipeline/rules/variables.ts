// Every `#{namespace.key}` names a namespace that an earlier action fills. https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
import { rendered } from '../template.ts'
import { runsBefore } from './artifacts.ts'
import { actionsOf, type Pipeline, quoted, repeated } from './pipeline.ts'

// Both belong to CodePipeline: the execution's id, and the pipeline's own variables.
const reserved = ['codepipeline', 'variables']

const resolvable = (pipeline: Pipeline): string[] =>
  actionsOf(pipeline).flatMap(action => {
    const earlier = actionsOf(pipeline)
      .filter(other => runsBefore(other, action))
      .flatMap(other => other.namespace ?? [])
    return Object.entries(action.configuration).flatMap(([key, value]) =>
      [...(rendered(value) ?? '').matchAll(/#\{([^.}]*)\.?[^}]*\}/g)]
        .filter(([, namespace = '']) => !reserved.includes(namespace) && !earlier.includes(namespace))
        .map(
          ([variable]) =>
            `${key} of ${action.label} uses ${variable}, but the earlier namespaces are ${quoted(earlier)}`,
        ),
    )
  })

const namespaces = (pipeline: Pipeline): string[] => {
  const names = actionsOf(pipeline).flatMap(action => action.namespace ?? [])
  const artifacts = actionsOf(pipeline).flatMap(({ outputs }) => outputs)
  return [
    ...repeated(names).map(name => `the namespace '${name}' is used twice; give each action its own`),
    ...names
      .filter(name => reserved.includes(name))
      .map(name => `the namespace '${name}' is CodePipeline's own; choose another`),
    ...names
      .filter(name => artifacts.includes(name))
      .map(name => `the namespace '${name}' is also the name of an artifact; rename one`),
    ...names
      .filter(name => !/^[A-Za-z0-9@_-]{1,100}$/.test(name))
      .map(name => `a namespace should be 1 to 100 of A-Z a-z 0-9 @ _ -, got '${name}'`),
  ]
}

export const variableRules = [resolvable, namespaces]
