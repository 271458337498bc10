import { expect, it } from 'vitest';
import { jsonObject } from '../../../../src/core/text/jsonObject.js';

it('reads the fields of an object', () => {
  expect(jsonObject('{"a": 1, "b": [2]}')).toEqual({ a: 1, b: [2] });
});

it.each(['', '{"a": 1', 'null', '1', '"a"'])('takes %j for none', (text) => {
  expect(jsonObject(text)).toBeUndefined();
});
