import { expect, it } from 'vitest';
import { patientFetch } from '../../../../src/engine/server/patientFetch.js';

it('leaves https to the fetch that knows proxies and certificates', () => {
  expect(patientFetch('https://example.com/v1')).toBe(fetch);
  expect(patientFetch('http://127.0.0.1:8080/v1')).not.toBe(fetch);
});
