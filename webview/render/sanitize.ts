import DOMPurify from 'dompurify';

const MARKDOWN_TAGS = [
  'a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong',
  'table tbody td th thead tr ul',
]
  .join(' ')
  .split(' ');

/** The element that holds what is sanitised is looked at as well. */
const ROOT_TAGS = ['body'];

const base = {
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  RETURN_DOM_FRAGMENT: true,
} as const;

/** HTML made from model Markdown, reduced to structure: no URL, no style, no class, no id, no handler. */
export function sanitizeMarkdown(html: string): DocumentFragment {
  return sanitize(html, {
    ...base,
    ALLOWED_TAGS: [...ROOT_TAGS, ...MARKDOWN_TAGS],
    ALLOWED_ATTR: ['align', 'start', 'data-slot'],
  });
}

/** HTML of a highlighter, reduced to spans with classes. */
export function sanitizeHighlight(html: string): DocumentFragment {
  return sanitize(html, { ...base, ALLOWED_TAGS: [...ROOT_TAGS, 'span'], ALLOWED_ATTR: ['class'] });
}

function sanitize(
  html: string,
  config: Parameters<typeof DOMPurify.sanitize>[1] & { readonly RETURN_DOM_FRAGMENT: true },
): DocumentFragment {
  if (DOMPurify.isSupported) return DOMPurify.sanitize(html, config);
  const fragment = document.createDocumentFragment();
  fragment.append(html);
  return fragment;
}
