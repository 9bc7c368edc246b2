// Names in their forms, and the name that was meant.

import { camel, kebab, meant, pascal } from './names.ts'

test.each([
  ['ListGrants', 'list-grants', 'ListGrants', 'listGrants'],
  ['CreateSAMLProvider', 'create-saml-provider', 'CreateSamlProvider', 'createSamlProvider'],
  ['SQS', 'sqs', 'Sqs', 'sqs'],
  ['v2.GetRoutes', 'v2-get-routes', 'V2GetRoutes', 'v2GetRoutes'],
  ['secretsmanager', 'secretsmanager', 'Secretsmanager', 'secretsmanager'],
  ['execute-api', 'execute-api', 'ExecuteApi', 'executeApi'],
])('%s is the file %s, the type %s and the constant %s', (name, file, type, constant) => {
  expect([kebab(name), pascal(kebab(name)), camel(name)]).toEqual([file, type, constant])
})

test.each([
  ['LisGrants', "; did you mean 'ListGrants'?"],
  ['listgrants', "; did you mean 'ListGrants'?"],
  ['SomethingElse', ''],
])('%s: %s', (given, said) => {
  expect(meant(given, ['CreateGrant', 'ListGrants', 'ListKeys'])).toBe(said)
})
