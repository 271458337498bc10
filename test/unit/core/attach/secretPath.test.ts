import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsPrivateKey, isSecretPath } from '../../../../src/core/attach/secretPath.js';

const SECRET = [
  '.env',
  '.env.local',
  '.env.production',
  'prod.env',
  '.envrc',
  'id_rsa',
  'id_ed25519',
  'id_rsa_work',
  'ssh_host_rsa_key',
  'server.pem',
  'tls.key',
  'store.p12',
  'store.jks',
  'passwords.kdbx',
  '.npmrc',
  '.netrc',
  '_netrc',
  '.pypirc',
  '.pgpass',
  '.git-credentials',
  '.htpasswd',
  'credentials',
  'credentials.json',
  'db-credentials.yml',
  'secrets.yaml',
  'app.secrets.json',
  'client_secret_12.apps.json',
  'service-account-prod.json',
  'terraform.tfstate',
  'terraform.tfstate.backup',
  'prod.tfvars',
  'home/me/.ssh/config',
  '.aws/credentials',
  '.aws/config',
  '.kube/config',
  '.docker/config.json',
  '.gnupg/private-keys-v1.d/x',
];

const OPEN = [
  '.env.example',
  '.env.sample',
  'env.ts',
  'environment.ts',
  'id_rsa.pub',
  '.ssh/id_ed25519.pub',
  '.ssh/known_hosts',
  'keys.ts',
  'key.py',
  'monkey',
  'keyboard.md',
  'secretPath.ts',
  'secrets.test.ts',
  'credentials.ts',
  'README.md',
  'config.json',
  'kube/config.ts',
  'main.tf',
  'package.json',
];

const folder = fc.stringMatching(/^[a-z]{1,5}$/);
const separator = fc.constantFrom('/', '\\');

describe('isSecretPath', () => {
  it.each(SECRET)('%s needs a confirmation', (path) => {
    expect(isSecretPath(path)).toBe(true);
  });

  it.each(OPEN)('%s needs none', (path) => {
    expect(isSecretPath(path)).toBe(false);
  });

  it('does not depend on case, slashes, or the folders above', () => {
    const above = fc.array(folder, { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...SECRET), above, separator, (path, folders, slash) => {
        const whole = [...folders, ...path.split('/')].join(slash);
        expect(isSecretPath(whole)).toBe(true);
        expect(isSecretPath(whole.toUpperCase())).toBe(true);
        expect(isSecretPath(`${slash}${whole}`)).toBe(true);
      }),
    );
  });

  it('takes time in proportion to the path', () => {
    const long = `${'.env.'.repeat(20_000)}x/${'secret.'.repeat(20_000)}y`;
    expect(isSecretPath(long)).toBe(false);
  });
});

describe('holdsPrivateKey', () => {
  it('knows the armour of keys, whatever they are made with', () => {
    expect(holdsPrivateKey('x\n-----BEGIN PRIVATE KEY-----\nMII')).toBe(true);
    expect(holdsPrivateKey('-----BEGIN RSA PRIVATE KEY-----')).toBe(true);
    expect(holdsPrivateKey('-----BEGIN PGP PRIVATE KEY BLOCK-----')).toBe(true);
    expect(holdsPrivateKey('-----BEGIN PUBLIC KEY-----')).toBe(false);
    expect(holdsPrivateKey('the private key')).toBe(false);
  });
});
