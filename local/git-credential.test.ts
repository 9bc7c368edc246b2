import { gitCredential } from './git-credential.ts'

const signer = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  now: new Date('2026-01-02T03:04:05.678Z'),
}
const host = 'git-codecommit.us-east-1.amazonaws.com'

// The expected passwords are those of `aws codecommit credential-helper` for the same keys and the same second.
test.each([
  [host, '20260102T030405Ze6d336036c71c76c1af1f873bb9da5cddb9612ca28459d75bee2918f5c11cf25'],
  ['127.0.0.1:4600', '20260102T030405Z3f532713a8698ccc06478b1eea482488f9fc7da9a21d8c08e5e7d373e64314d4'],
])('the password for %s is the one that the AWS CLI makes', (given, password) => {
  expect(gitCredential(given, '/v1/repos/Orders', signer)).toEqual({ username: 'AKIDEXAMPLE', password })
})

test('a session gives its token with its key', () => {
  expect(gitCredential(host, '/v1/repos/Orders', { ...signer, sessionToken: 'token' }).username).toBe(
    'AKIDEXAMPLE%token',
  )
})
