import { circle, provisioningGraph } from './graph.ts'
import { parseTemplate } from './parse.ts'
import { leftOut, templateProblems } from './structure.ts'

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
    [
      'Template error: instance of Fn::GetAtt references undefined resource B',
      'Template error: instance of Fn::GetAtt references undefined resource P',
    ],
  ],
  [
    'Sub of nothing, but not of its own variables',
    'Resources: {A: {Type: T, Properties: {x: !Sub ["${v}${w}", {v: 1}]}}}',
    ['Template format error: Unresolved resource dependencies [w] in the Resources block of the template'],
  ],
  [
    'Sub of an attribute of nothing',
    'Resources: {A: {Type: T, Properties: {x: !Sub "${B.Arn}"}}}\nOutputs: {O: {Value: !GetAtt C.Arn}}',
    [
      'Template error: instance of Fn::Sub references invalid resource attribute B.Arn',
      'Template error: instance of Fn::GetAtt references undefined resource C',
    ],
  ],
  [
    'what every object of JavaScript has',
    'Resources: {A: {Type: T, Properties: {x: !Ref constructor, y: !Sub "${toString}"}}}',
    [
      'Template format error: Unresolved resource dependencies [constructor, toString] in the Resources block of the template',
    ],
  ],
  [
    'a type of SAM without its transform',
    'Resources: {A: {Type: AWS::Serverless::Function}}',
    ['Template format error: Unrecognized resource types: [AWS::Serverless::Function]'],
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

test.each<[string, string]>([
  ['a property', 'Resources: {A: {Type: T, Properties: {x: [{Fn::Jion: [a, b]}]}}}'],
  ['an output', 'Resources: {A: {Type: T}}\nOutputs: {O: {Value: {Fn::Jion: [a, b]}}}'],
  ['a condition', 'Conditions: {C: {Fn::Jion: [a, b]}}\nResources: {A: {Type: T}}'],
])('an unknown function in %s is named', (_, text) => {
  expect(problems(text)).toEqual([
    expect.stringMatching(
      /^Template error: Encountered unsupported function: Fn::Jion Supported functions are: \[Ref, Fn::GetAtt, .*Condition/,
    ),
  ])
})

const OUT = 'Conditions: {Never: !Equals [a, b]}\nResources:\n  T: {Type: T, Condition: Never}\n'
const unresolved = (block: string): string =>
  `Template format error: Unresolved resource dependencies [T] in the ${block} block of the template`

test.each<[string, string, string[]]>([
  ['Ref', '  A: {Type: T, Properties: {x: [!Ref T]}}', [unresolved('Resources')]],
  ['Fn::GetAtt', '  A: {Type: T, Properties: {x: !GetAtt T.Arn}}', [unresolved('Resources')]],
  ['Fn::Sub', '  A: {Type: T, Properties: {x: !Sub "${T}-${T.Arn}"}}', [unresolved('Resources')]],
  ['an output', '  A: {Type: T}\nOutputs: {O: {Value: !GetAtt T.Arn}}', [unresolved('Outputs')]],
  ['an export', '  A: {Type: T}\nOutputs: {O: {Value: a, Export: {Name: !Ref T}}}', [unresolved('Outputs')]],
  ['a branch that is taken', '  A: {Type: T, Properties: {x: !If [Never, a, !Ref T]}}', [unresolved('Resources')]],
  ['a branch that is not taken', '  A: {Type: T, Properties: {x: !If [Never, !Ref T, a]}}', []],
  ['DependsOn', '  A: {Type: T, DependsOn: T}', []],
  ['what is left out as well', '  A: {Type: T, Condition: Never, Properties: {x: !Ref T}}', []],
  ['an output that is left out as well', '  A: {Type: T}\nOutputs: {O: {Condition: Never, Value: !Ref T}}', []],
])('%s of what a condition leaves out', (_, text, expected) => {
  const template = parseTemplate(`${OUT}${text}`)
  expect(leftOut(template, { Never: false }).map(({ message }) => message)).toEqual(expected)
  expect(leftOut(template, { Never: true })).toEqual([])
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
