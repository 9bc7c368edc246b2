import { circle, provisioningGraph } from './graph.ts'
import { parseTemplate } from './parse.ts'
import { templateProblems } from './structure.ts'

const problems = (text: string): readonly string[] =>
  templateProblems(parseTemplate(text)).map(({ message }) => message)

test.each<[string, string, string[]]>([
  [
    'everything is there',
    'Parameters: {P: {Type: String}}\nResources: {A: {Type: T, Properties: {x: !Ref P, y: !Sub "${B.Arn}${AWS::Region}"}}, B: {Type: T}}',
    [],
  ],
  [
    'Ref to nothing',
    'Resources: {A: {Type: T, Properties: {x: !Ref B}}}',
    ['Template format error: Unresolved resource dependencies [B] in the Resources block of the template'],
  ],
  [
    'GetAtt of nothing, and of a parameter',
    'Parameters: {P: {Type: String}}\nResources: {A: {Type: T, Properties: {x: !GetAtt B.Arn, y: !GetAtt P.Arn}}}',
    ['Template format error: Unresolved resource dependencies [B, P] in the Resources block of the template'],
  ],
  [
    'Sub of nothing, but not of its own variables',
    'Resources: {A: {Type: T, Properties: {x: !Sub ["${v}${w}", {v: 1}]}}}',
    ['Template format error: Unresolved resource dependencies [w] in the Resources block of the template'],
  ],
  [
    'DependsOn nothing',
    'Resources: {A: {Type: T, DependsOn: [B]}}',
    ['Template format error: Unresolved resource dependencies [B] in the Resources block of the template'],
  ],
  [
    'an output of nothing',
    'Resources: {A: {Type: T}}\nOutputs: {O: {Value: !Ref B}}',
    ['Template format error: Unresolved resource dependencies [B] in the Outputs block of the template'],
  ],
  [
    'a condition on a resource',
    'Conditions: {C: !Equals [!Ref A, a]}\nResources: {A: {Type: T}}',
    [
      'Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template',
    ],
  ],
  [
    'an unknown condition',
    'Resources: {A: {Type: T, Condition: C}}',
    ['Template format error: Unresolved condition dependency C in the Resources block of the template'],
  ],
  [
    'an unknown condition in Fn::If',
    'Resources: {A: {Type: T, Properties: {x: !If [C, 1, 2]}}}',
    ['Template format error: Unresolved condition dependency C in the Resources block of the template'],
  ],
  [
    'the Condition of a policy is not one',
    'Resources: {A: {Type: T, Properties: {Statement: [{Condition: {StringEquals: {a: b}}}]}}}',
    [],
  ],
  [
    'a circle of two, and one that waits for it',
    'Resources: {A: {Type: T, DependsOn: B}, B: {Type: T, Properties: {x: !Ref A}}, C: {Type: T, DependsOn: A}}',
    ['Circular dependency between resources: [A, B]'],
  ],
  [
    'a resource that refers to itself',
    'Resources: {A: {Type: T, Properties: {x: !Ref A}}}',
    ['Circular dependency between resources: [A]'],
  ],
])('%s', (_, text, expected) => {
  expect(problems(text)).toEqual(expected)
})

const graph = (text: string, conditions: Record<string, boolean> = {}): Record<string, string[]> =>
  Object.fromEntries(
    [...provisioningGraph(parseTemplate(text), conditions)].map(([id, needs]) => [id, [...needs].sort()]),
  )

test('a resource waits for what it refers to and depends on', () => {
  const text = `
Resources:
  A: {Type: T, Properties: {x: !GetAtt B.Arn, y: !Sub '\${C}'}, DependsOn: D}
  B: {Type: T, Properties: {x: !Ref C}}
  C: {Type: T}
  D: {Type: T}`
  expect(graph(text)).toEqual({ A: ['B', 'C', 'D'], B: ['C'], C: [], D: [] })
})

test('a branch that is not taken, and a resource that does not exist, are not waited for', () => {
  const text = `
Conditions: {Prod: !Equals [a, b]}
Resources:
  A: {Type: T, Properties: {x: !If [Prod, !Ref B, !Ref C]}, DependsOn: B}
  B: {Type: T, Condition: Prod}
  C: {Type: T}`
  expect(graph(text, { Prod: false })).toEqual({ A: ['C'], C: [] })
  expect(graph(text, { Prod: true })).toEqual({ A: ['B'], B: [], C: [] })
})

test('a graph without circles has none', () => {
  expect(
    circle(
      new Map([
        ['A', new Set(['B'])],
        ['B', new Set<string>()],
      ]),
    ),
  ).toEqual([])
})
